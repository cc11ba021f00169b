import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type Tap, taps } from "../../../../../testbed/ledger/tap.ts";
import {
  acknowledged,
  bridgeAcknowledged,
  bytes,
  consumed,
  deadLettered,
  delivered,
  dropped,
  lateAfterMicros,
  made,
  otherBytes,
  seen,
  sent,
  toggled,
  written,
} from "../facts.ts";
import { interleaved } from "../interleaved.ts";
import { sightings, statusIn } from "./fault-effects.ts";
import { type PlannedReading, type PlannedRun } from "./planned-run.ts";

/** Device and run of phantoms; the run is no publisher's. */
export const phantomRun = { device: "device 0", run: "run of a phantom" };

/** Returns the facts of all taps, which are read at different speeds. `phantoms` are seqs. */
export function plantedFacts(
  runs: readonly PlannedRun[],
  phantoms: readonly number[],
  picks: readonly number[],
): LedgerFact[] {
  const byDevice = Object.values(Object.groupBy(runs, ({ device }) => device));
  const streams = taps.map((tap) => {
    const ofDevices = byDevice.map((deviceRuns = []) => deviceRuns.flatMap((run) => factsOf(tap, run)));
    const facts = interleaved(ofDevices, picks.toReversed());
    return tap === "consumer" ? [...facts, ...phantoms.map((seq) => consumed(seq, phantomRun))] : facts;
  });
  return interleaved(streams, picks);
}

function factsOf(tap: Tap, { device, run, readings, togglesAtEnd }: PlannedRun): LedgerFact[] {
  const sequence = { device, run };
  switch (tap) {
    case "publisher":
      return [
        ...readings.flatMap((reading) => [
          ...reading.togglesBefore.map((status) => toggled(status, sequence)),
          ...publisherFacts(reading),
        ]),
        ...togglesAtEnd.map((status) => toggled(status, sequence)),
      ];
    case "mqtt":
      return readings
        .filter((reading) => sightings(reading) >= 1)
        .map((reading) => seen(reading.seq, { ...sequence, status: statusIn(reading) }));
    case "mqtt-bridge":
      return readings.flatMap((reading) => [
        ...(sightings(reading) >= 2 ? [delivered(reading.seq, sequence)] : []),
        ...(sightings(reading) >= 3 ? [bridgeAcknowledged(reading.seq, sequence)] : []),
      ]);
    case "bridge":
      return [];
    case "kafka":
      return readings.flatMap((reading) => [
        ...(sightings(reading) >= 4
          ? [written(reading.seq, { ...sequence, status: statusIn(reading) })]
          : []),
        ...(reading.fault === "dead-lettered" ? [deadLettered(reading.seq, sequence)] : []),
      ]);
    case "consumer":
      return consumerFacts(readings);
  }
}

function publisherFacts({ fault, device, run, seq, madeAt }: PlannedReading): LedgerFact[] {
  const named = { device, run, at: madeAt };
  switch (fault) {
    case "dropped":
      return [made(seq, named), dropped(seq, named)];
    case "unsent":
      return [made(seq, named)];
    case "dropped after it was sent":
      return [made(seq, named), sent(seq, named), dropped(seq, named)];
    case "unconfirmed":
    case "acknowledgement lost":
      return [made(seq, named), sent(seq, named)];
    case "sent again":
      return [made(seq, named), sent(seq, named), sent(seq, named), acknowledged(seq, named)];
    default:
      return [made(seq, named), sent(seq, named), acknowledged(seq, named)];
  }
}

function consumerFacts(readings: readonly PlannedReading[]): LedgerFact[] {
  const order = readings.filter((reading) => sightings(reading) === 5);
  for (const reading of readings.filter(({ fault }) => fault === "overtaken")) {
    const from = order.indexOf(reading);
    order.splice(from, 1);
    order.splice(from + reading.amount, 0, reading);
  }
  const facts = order.map((reading) =>
    consumption(reading, reading.fault === "corrupt" ? otherBytes : bytes),
  );
  for (const reading of order) {
    const again = repetition(reading);
    if (again === undefined) continue;
    // Some places after the first consumption: the first repetition close by, the last at the very end.
    for (let time = 1; time <= reading.amount; time += 1) {
      const place = time === 3 ? facts.length : Math.min(facts.length, order.indexOf(reading) + 1 + time * 2);
      const isAfter = place > facts.findIndex(({ seq }) => seq === reading.seq);
      facts.splice(isAfter ? place : facts.length, 0, again);
    }
  }
  return facts;
}

function repetition(reading: PlannedReading) {
  if (reading.fault === "repeated") return consumption(reading, bytes);
  if (reading.fault === "repeated with other bytes") return consumption(reading, otherBytes);
  return undefined;
}

function consumption({ fault, device, run, seq, madeAt }: PlannedReading, sha256: string) {
  const limit = madeAt + lateAfterMicros;
  const isAtLimit = fault === "on the limit of lateness";
  return consumed(seq, {
    device,
    run,
    sha256,
    at: fault === "late" ? limit + 1 : isAtLimit ? limit : madeAt + 1,
  });
}
