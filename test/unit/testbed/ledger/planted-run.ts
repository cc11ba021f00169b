import fc from "fast-check";
import { type Status } from "../../../../services/shared/reading/reading.ts";
import { type ReadingId } from "../../../../services/shared/reading/reading-id.ts";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { type Tap } from "../../../../testbed/ledger/tap.ts";
import { type Hop } from "../../../../testbed/ledger/verdict/hop.ts";
import { type Anomalies } from "../../../../testbed/ledger/verdict/verdict.ts";
import { anyPicks, interleaved } from "./any-facts.ts";
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
} from "./facts.ts";

/** What can be done to a reading on its way. */
const faults = [
  "lost at publisher-mqtt",
  "lost at mqtt-bridge",
  "lost at mqtt-kafka",
  "lost at bridge-kafka",
  "lost at kafka-consumer",
  "dead-lettered",
  "dropped",
  "dropped after it was sent",
  "unconfirmed",
  "acknowledgement lost",
  "sent again",
  "repeated",
  "repeated with other bytes",
  "corrupt",
  "late",
  "on the limit of lateness",
  "overtaken",
  "made Active, though the final one",
] as const;

type Fault = (typeof faults)[number];

/** No publisher's. */
const nobodysRun = { device: "device 0", run: "run of a phantom" };

/** What a device can do next; the last three it must not. */
type Step = "next" | "toggle" | "second final" | "ghost" | "toggle that makes nothing";

interface Planned extends ReadingId {
  readonly status: Status;
  readonly togglesBefore: readonly Status[];
  readonly madeAt: number;
  /** Of a correct final reading without company: the period it is to end. */
  readonly isLoneFinal: boolean;
  /** Part of a period in which something else is wrong already. */
  readonly isPlantedByDevice: boolean;
  fault: Fault | undefined;
  /** By how many readings it is overtaken, how often it is repeated. */
  amount: number;
}

/** What must be found, and nothing else. */
export interface PlantedRun {
  readonly facts: readonly LedgerFact[];
  readonly anomalies: Anomalies;
  readonly lostAt: Readonly<Partial<Record<Hop, number>>>;
  readonly unjudgedDeactivations: number;
  readonly largestDisplacement: number;
  /** How many readings were made, and how many were sent without an acknowledgement. */
  readonly made: number;
  readonly unknown: number;
}

const anyStep = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Step>("next") },
  { weight: 6, arbitrary: fc.constant<Step>("toggle") },
  { weight: 1, arbitrary: fc.constantFrom<Step[]>("second final", "ghost") },
);

const anyRun = fc
  .tuple(
    fc.array(anyStep, { minLength: 1, maxLength: 20, size: "max" }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant<Step[]>([]) },
      fc.constant<Step[]>(["toggle that makes nothing"]),
    ),
  )
  // A run that makes nothing is none.
  .map(([steps, end]): Step[] => ["next", ...steps, ...end]);

const anyFault = fc.record({
  which: fc.nat({ max: 999 }),
  fault: fc.constantFrom(...faults),
  amount: fc.integer({ min: 1, max: 3 }),
});

/** A run of several devices as it should be, in which faults were planted, read by taps that are apart. */
export const anyPlantedRun: fc.Arbitrary<PlantedRun> = fc
  .record({
    devices: fc.array(fc.array(anyRun, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    faults: fc.array(anyFault, { maxLength: 12, size: "max" }),
    phantoms: fc.subarray([0, 1, 2, 5]),
    picks: anyPicks,
  })
  .map(({ devices, faults: wanted, phantoms, picks }) => {
    const runs = devices.flatMap((deviceRuns, device) =>
      deviceRuns.map((steps, run) =>
        planRun(`device ${device}`, `run ${run}`, steps, run === deviceRuns.length - 1),
      ),
    );
    for (const { which, fault, amount } of wanted) plant(runs, which, fault, amount);
    return { ...factsOf(runs, phantoms, picks), ...expectedOf(runs, phantoms) };
  });

/** One device in one run. */
interface PlannedRun {
  readonly device: string;
  readonly run: string;
  readonly readings: readonly Planned[];
  readonly togglesAtEnd: readonly Status[];
  readonly periods: readonly PlannedPeriod[];
  readonly isLastRun: boolean;
}

interface PlannedPeriod {
  readonly first: number;
  readonly finals: number[];
  readonly ghosts: number[];
  isOver: boolean;
}

function planRun(device: string, run: string, steps: readonly Step[], isLastRun: boolean): PlannedRun {
  const readings: Planned[] = [];
  const periods: PlannedPeriod[] = [];
  let status: Status = "Active";
  let toggles: Status[] = [];
  const make = (says: Status, role: { isLoneFinal?: boolean; isPlantedByDevice?: boolean } = {}) => {
    readings.push({
      device,
      run,
      seq: readings.length,
      status: says,
      togglesBefore: toggles,
      madeAt: readings.length * 1_000,
      isLoneFinal: false,
      isPlantedByDevice: false,
      ...role,
      fault: undefined,
      amount: 1,
    });
    toggles = [];
  };
  for (const [index, step] of steps.entries()) {
    const period = periods.at(-1);
    if (step === "toggle" && status === "Active") {
      status = "Inactive";
      toggles.push("Inactive");
      const seq = readings.length;
      periods.push({ first: seq, finals: [seq], ghosts: [], isOver: false });
      const isAlone = steps[index + 1] !== "second final" && steps[index + 1] !== "ghost";
      make("Inactive", { isLoneFinal: isAlone, isPlantedByDevice: !isAlone });
    } else if (step === "toggle") {
      status = "Active";
      toggles.push("Active");
      make("Active");
      if (period !== undefined) period.isOver = true;
    } else if (step === "toggle that makes nothing" && status === "Active") {
      toggles.push("Inactive");
      periods.push({ first: readings.length, finals: [], ghosts: [], isOver: false });
    } else if (step === "next" && status === "Active") make("Active");
    // These two only right after the final reading, or after one another, so that no period is spoilt in two ways.
    else if (step === "second final" && readings.at(-1)?.isPlantedByDevice) {
      period?.finals.push(readings.length);
      make("Inactive", { isPlantedByDevice: true });
    } else if (step === "ghost" && readings.at(-1)?.isPlantedByDevice) {
      period?.ghosts.push(readings.length);
      make("Active", { isPlantedByDevice: true });
    }
  }
  return { device, run, readings, togglesAtEnd: toggles, periods, isLastRun };
}

/** One fault a reading, and none that changes what another one means. */
function plant(runs: readonly PlannedRun[], which: number, fault: Fault, amount: number): void {
  const all = runs.flatMap(({ readings }) =>
    readings.map((reading, index) => ({ reading, readings, index })),
  );
  const chosen = all[which % all.length];
  if (chosen === undefined) return;
  const { reading, readings, index } = chosen;
  if (reading.fault !== undefined || reading.isPlantedByDevice) return;
  if (fault === "made Active, though the final one" && !reading.isLoneFinal) return;
  const isOvertakenAlready = readings
    .slice(0, index)
    .some((before) => before.fault === "overtaken" && before.seq + before.amount >= reading.seq);
  if (isOvertakenAlready) return;
  const overtaking = readings.slice(index + 1, index + 1 + amount);
  const canBeOvertaken =
    overtaking.length === amount && overtaking.every((other) => other.fault === undefined);
  if (fault === "overtaken" && !canBeOvertaken) return;
  reading.fault = fault;
  reading.amount = amount;
}

const lostAtHop: Partial<Record<Fault, Hop>> = {
  "lost at publisher-mqtt": "publisher-mqtt",
  "lost at mqtt-bridge": "mqtt-bridge",
  "lost at mqtt-kafka": "mqtt-kafka",
  "lost at bridge-kafka": "bridge-kafka",
  "lost at kafka-consumer": "kafka-consumer",
  "dead-lettered": "bridge-kafka",
};

const notSentOn: readonly (Fault | undefined)[] = ["dropped", "dropped after it was sent", "unconfirmed"];

const isLost = ({ fault }: Planned) => fault !== undefined && lostAtHop[fault] !== undefined;
const arrives = (reading: Planned) => !isLost(reading) && !notSentOn.includes(reading.fault);

/** How far a reading gets: 0 the broker, 1 the bridge, 2 the bridge says so, 3 Kafka, 4 the consumer. */
function reach(reading: Planned): number {
  switch (reading.fault) {
    case "lost at publisher-mqtt":
      return -1;
    case "lost at mqtt-bridge":
      return 0;
    case "lost at mqtt-kafka":
      return 1;
    case "lost at bridge-kafka":
    case "dead-lettered":
      return 2;
    case "lost at kafka-consumer":
      return 3;
    default:
      return arrives(reading) ? 4 : -1;
  }
}

function factsOf(
  runs: readonly PlannedRun[],
  phantoms: readonly number[],
  picks: readonly number[],
): Pick<PlantedRun, "facts"> {
  const of = (tap: Tap) => {
    const byDevice = Object.values(Object.groupBy(runs, ({ device }) => device));
    return interleaved(
      byDevice.map((deviceRuns = []) => deviceRuns.flatMap((run) => factsOfRun(tap, run))),
      picks.toReversed(),
    );
  };
  const consumer = [...of("consumer"), ...phantoms.map((seq) => consumed(seq, nobodysRun))];
  return {
    facts: interleaved([of("publisher"), of("mqtt"), of("mqtt-bridge"), of("kafka"), consumer], picks),
  };
}

function factsOfRun(tap: Tap, { device, run, readings, togglesAtEnd }: PlannedRun): LedgerFact[] {
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
        .filter((reading) => reach(reading) >= 0)
        .map((reading) => seen(reading.seq, { ...sequence, status: statusSaid(reading) }));
    case "mqtt-bridge":
      return readings.flatMap((reading) => [
        ...(reach(reading) >= 1 ? [delivered(reading.seq, sequence)] : []),
        ...(reach(reading) >= 2 ? [bridgeAcknowledged(reading.seq, sequence)] : []),
      ]);
    case "kafka":
      return readings.flatMap((reading) => [
        ...(reach(reading) >= 3 ? [written(reading.seq, { ...sequence, status: statusSaid(reading) })] : []),
        ...(reading.fault === "dead-lettered" ? [deadLettered(reading.seq, sequence)] : []),
      ]);
    case "consumer":
      return consumerFacts(readings);
  }
}

function statusSaid({ fault, status }: Planned): Status {
  return fault === "made Active, though the final one" ? "Active" : status;
}

function publisherFacts({ fault, device, run, seq, madeAt }: Planned): LedgerFact[] {
  const named = { device, run, at: madeAt };
  switch (fault) {
    case "dropped":
      return [made(seq, named), dropped(seq, named)];
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

function consumerFacts(readings: readonly Planned[]): LedgerFact[] {
  const order = readings.filter((reading) => reach(reading) === 4);
  for (const reading of readings.filter(({ fault }) => fault === "overtaken")) {
    const from = order.indexOf(reading);
    order.splice(from, 1);
    order.splice(from + reading.amount, 0, reading);
  }
  const facts = order.map((reading) =>
    consumption(reading, reading.fault === "corrupt" ? otherBytes : bytes),
  );
  for (const reading of order) {
    const again = repeated(reading);
    if (again === undefined) continue;
    // Somewhere behind, the first close by, the last at the very end.
    for (let time = 1; time <= reading.amount; time += 1) {
      const place = time === 3 ? facts.length : Math.min(facts.length, order.indexOf(reading) + 1 + time * 2);
      const isBehind = place > facts.findIndex((fact) => "seq" in fact && fact.seq === reading.seq);
      facts.splice(isBehind ? place : facts.length, 0, again);
    }
  }
  return facts;
}

function repeated(reading: Planned): LedgerFact | undefined {
  if (reading.fault === "repeated") return consumption(reading, bytes);
  if (reading.fault === "repeated with other bytes") return consumption(reading, otherBytes);
  return undefined;
}

function consumption({ fault, device, run, seq, madeAt }: Planned, sha256: string): LedgerFact {
  const limit = madeAt + lateAfterMicros;
  const isAtLimit = fault === "on the limit of lateness";
  return consumed(seq, {
    device,
    run,
    sha256,
    at: fault === "late" ? limit + 1 : isAtLimit ? limit : madeAt + 1,
  });
}

function expectedOf(runs: readonly PlannedRun[], phantoms: readonly number[]): Omit<PlantedRun, "facts"> {
  const readings = runs.flatMap((run) => run.readings);
  const named = ({ device, run, seq }: ReadingId): ReadingId => ({ device, run, seq });
  const having = (...wanted: Fault[]) => readings.filter(({ fault }) => fault && wanted.includes(fault));
  const lost = readings.filter(isLost);
  const hopOf = ({ fault }: Planned): Hop => (fault && lostAtHop[fault]) ?? "no-evidence";
  const periods = runs.flatMap(({ device, run, isLastRun, readings: ofRun, periods: all }) =>
    all.map((period) => ({ ...period, device, run, isJudged: isLastRun || period.isOver, ofRun })),
  );
  const judged = periods.filter(({ isJudged }) => isJudged);
  const overtaken = having("overtaken");
  return {
    made: readings.length,
    unknown: having("unconfirmed", "dropped after it was sent", "acknowledgement lost").length,
    anomalies: {
      dropped: having("dropped", "dropped after it was sent").map(named),
      unconfirmed: having("unconfirmed", "dropped after it was sent").map(named),
      lost: lost.map((reading) => ({
        ...named(reading),
        hop: hopOf(reading),
        deadLettered: reading.fault === "dead-lettered",
      })),
      duplicates: having("repeated", "repeated with other bytes").flatMap((reading) =>
        Array.from({ length: reading.amount }, () => named(reading)),
      ),
      reordered: overtaken.map(named),
      late: having("late").map(named),
      phantom: phantoms.map((seq) => ({ ...nobodysRun, seq })),
      corrupt: having("corrupt", "repeated with other bytes").flatMap((reading) =>
        Array.from({ length: reading.fault === "corrupt" ? 1 : reading.amount }, () => named(reading)),
      ),
      missingFinal: judged
        .filter(({ first, finals, ofRun }) => {
          const final = ofRun[first];
          const isThere =
            final !== undefined && arrives(final) && final.fault !== "made Active, though the final one";
          return finals.length === 0 || !isThere;
        })
        .map(({ device, run, first }) => ({ device, run, seq: first })),
      doubleFinal: judged
        .filter(({ finals }) => finals.length > 1)
        .map(({ device, run, first, finals }) => ({ device, run, seq: first, finals })),
      ghost: judged.flatMap(({ device, run, ghosts }) => ghosts.map((seq) => ({ device, run, seq }))),
      deadLettered: having("dead-lettered").map(named),
    },
    lostAt: Object.fromEntries(
      Object.entries(Object.groupBy(lost, hopOf)).map(([hop, there]) => [hop, there.length]),
    ),
    unjudgedDeactivations: periods.length - judged.length,
    largestDisplacement: overtaken.reduce((most, { amount }) => Math.max(most, amount), 0),
  };
}
