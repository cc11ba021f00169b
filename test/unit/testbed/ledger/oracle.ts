import { type Status } from "../../../../services/shared/reading/reading.ts";
import { type ReadingId } from "../../../../services/shared/reading/reading-id.ts";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { type OptionalTap, type Tap } from "../../../../testbed/ledger/tap.ts";
import { type Hop } from "../../../../testbed/ledger/verdict/hop.ts";
import {
  type DeviceVerdict,
  type DoubleFinal,
  type LostReading,
  type Verdict,
} from "../../../../testbed/ledger/verdict/verdict.ts";

/** What the ledger is told. */
export interface OracleOptions {
  readonly lateAfterMs: number;
  readonly taps: readonly OptionalTap[];
  readonly rememberedReadings: number;
  readonly consumedImpliesWritten: boolean;
}

/**
 * The verdict by the definitions of the words, one after the other, each over all facts: slow and obvious.
 * It shares no code with the ledger, only the shape of the verdict.
 */
export function oracle(facts: readonly LedgerFact[], options: OracleOptions): Verdict {
  const deviceIds = [...new Set(facts.flatMap((fact) => ("device" in fact ? [fact.device] : [])))].sort();
  const devices = deviceIds.map((device) => judgeDevice(device, facts, options));
  const all = devices.flatMap(({ lists }) => lists);
  return {
    ...verdictOn(all),
    counts: {
      ...verdictOn(all).counts,
      filtered: facts.reduce((sum, fact) => sum + (fact.fact === "filtered" ? fact.count : 0), 0),
      untraced: facts.filter(({ fact }) => fact === "untraced").length,
    },
    devices: devices.map(({ verdict }) => verdict),
    anomalies: {
      dropped: all.flatMap(({ dropped }) => dropped),
      unconfirmed: all.flatMap(({ unconfirmed }) => unconfirmed),
      lost: all.flatMap(({ lost }) => lost.map(({ madeAt: _, ...reading }) => reading)),
      duplicates: all.flatMap(({ duplicates }) => duplicates),
      reordered: all.flatMap(({ reordered }) => reordered.map(({ displacement: _, ...id }) => id)),
      late: all.flatMap(({ late }) => late),
      phantom: all.flatMap(({ phantom }) => phantom),
      corrupt: all.flatMap(({ corrupt }) => corrupt),
      missingFinal: all.flatMap(({ missingFinal }) => missingFinal),
      doubleFinal: all.flatMap(({ doubleFinal }) => doubleFinal),
      ghost: all.flatMap(({ ghost }) => ghost),
      deadLettered: all.flatMap(({ deadLettered }) => deadLettered),
    },
    taps: options.taps,
    gaps: {
      publisher: gapsOf("publisher", facts),
      mqtt: gapsOf("mqtt", facts),
      "mqtt-bridge": gapsOf("mqtt-bridge", facts),
      kafka: gapsOf("kafka", facts),
      consumer: gapsOf("consumer", facts),
    },
  };
}

/** Each word's readings of one device and run. */
interface Lists {
  readonly made: ReadingId[];
  readonly dropped: ReadingId[];
  readonly sent: ReadingId[];
  readonly acknowledged: ReadingId[];
  readonly unknown: ReadingId[];
  readonly unconfirmed: ReadingId[];
  readonly atBroker: ReadingId[];
  readonly inKafka: ReadingId[];
  readonly consumed: ReadingId[];
  readonly lost: (LostReading & { readonly madeAt: number | undefined })[];
  readonly duplicates: ReadingId[];
  readonly reordered: (ReadingId & { readonly displacement: number })[];
  readonly late: ReadingId[];
  readonly phantom: ReadingId[];
  readonly corrupt: ReadingId[];
  readonly missingFinal: ReadingId[];
  readonly doubleFinal: DoubleFinal[];
  readonly ghost: ReadingId[];
  readonly deadLettered: ReadingId[];
  readonly uncheckedBytes: number;
  readonly uncheckedStatuses: number;
  readonly unjudgedDeactivations: number;
}

function judgeDevice(
  device: string,
  facts: readonly LedgerFact[],
  options: OracleOptions,
): { lists: Lists[]; verdict: DeviceVerdict } {
  const runs = [...facts.filter(({ tap }) => tap === "publisher"), ...sortedByRun(facts)].flatMap((fact) =>
    "run" in fact && fact.device === device ? [fact.run] : [],
  );
  const lists = [...new Set(runs)].map((run) => judgeRun(device, run, facts, options));
  return { lists, verdict: { device, ...verdictOn(lists) } };
}

function sortedByRun(facts: readonly LedgerFact[]): LedgerFact[] {
  const run = (fact: LedgerFact) => ("run" in fact ? fact.run : "");
  return facts.toSorted((a, b) => (run(a) < run(b) ? -1 : Number(run(a) > run(b))));
}

function verdictOn(all: readonly Lists[]): Omit<DeviceVerdict, "device"> {
  const sum = (value: (lists: Lists) => number) => all.map(value).reduce((a, b) => a + b, 0);
  const lost = all.flatMap((lists) => lists.lost);
  const lostAt = (hop: Hop) => lost.filter((reading) => reading.hop === hop).length;
  const times = lost.flatMap(({ madeAt }) => (madeAt === undefined ? [] : [madeAt]));
  return {
    counts: {
      made: sum(({ made }) => made.length),
      dropped: sum(({ dropped }) => dropped.length),
      sent: sum(({ sent }) => sent.length),
      acknowledged: sum(({ acknowledged }) => acknowledged.length),
      unknown: sum(({ unknown }) => unknown.length),
      unconfirmed: sum(({ unconfirmed }) => unconfirmed.length),
      atBroker: sum(({ atBroker }) => atBroker.length),
      inKafka: sum(({ inKafka }) => inKafka.length),
      consumed: sum(({ consumed }) => consumed.length),
      lost: lost.length,
      duplicates: sum(({ duplicates }) => duplicates.length),
      reordered: sum(({ reordered }) => reordered.length),
      late: sum(({ late }) => late.length),
      phantom: sum(({ phantom }) => phantom.length),
      corrupt: sum(({ corrupt }) => corrupt.length),
      missingFinal: sum(({ missingFinal }) => missingFinal.length),
      doubleFinal: sum(({ doubleFinal }) => doubleFinal.length),
      ghost: sum(({ ghost }) => ghost.length),
      deadLettered: sum(({ deadLettered }) => deadLettered.length),
    },
    lostAt: {
      "publisher-mqtt": lostAt("publisher-mqtt"),
      "mqtt-bridge": lostAt("mqtt-bridge"),
      "mqtt-kafka": lostAt("mqtt-kafka"),
      "bridge-kafka": lostAt("bridge-kafka"),
      "kafka-consumer": lostAt("kafka-consumer"),
      "no-evidence": lostAt("no-evidence"),
    },
    lostDeadLettered: lost.filter(({ deadLettered }) => deadLettered).length,
    lostTime: times.length === 0 ? undefined : { firstAt: Math.min(...times), lastAt: Math.max(...times) },
    largestDisplacement: Math.max(
      0,
      ...all.flatMap(({ reordered }) => reordered.map(({ displacement }) => displacement)),
    ),
    uncheckedBytes: sum(({ uncheckedBytes }) => uncheckedBytes),
    uncheckedStatuses: sum(({ uncheckedStatuses }) => uncheckedStatuses),
    unjudgedDeactivations: sum(({ unjudgedDeactivations }) => unjudgedDeactivations),
  };
}

function judgeRun(
  device: string,
  run: string,
  facts: readonly LedgerFact[],
  { lateAfterMs, taps, rememberedReadings, consumedImpliesWritten }: OracleOptions,
): Lists {
  const isOurs = (fact: LedgerFact) => "run" in fact && fact.device === device && fact.run === run;
  const ours = facts.filter(isOurs);
  const seqsOf = (...kinds: LedgerFact["fact"][]) =>
    ours.flatMap((fact) => ("seq" in fact && kinds.includes(fact.fact) ? [fact.seq] : []));
  const distinct = (seqs: number[]) => [...new Set(seqs)].sort((a, b) => a - b);
  const name = (seq: number): ReadingId => ({ device, run, seq });
  const atTimes = (kind: LedgerFact["fact"], seq: number) =>
    ours.flatMap((fact) => ("seq" in fact && fact.fact === kind && fact.seq === seq ? [fact.at] : []));

  const made = distinct(seqsOf("made"));
  const sent = distinct(seqsOf("sent"));
  const acknowledged = distinct(seqsOf("acknowledged"));
  const atBroker = distinct(seqsOf("seen"));
  const inKafka = distinct(seqsOf("written"));
  const deadLettered = distinct(seqsOf("dead-lettered"));
  const consumptions = seqsOf("consumed");
  const consumed = distinct(consumptions);
  const unknown = sent.filter((seq) => !acknowledged.includes(seq));
  const isExtra = (index: number) => consumptions.slice(0, index).includes(consumptions[index] ?? 0);

  const reordered = consumptions.flatMap((seq, index) => {
    const highest = Math.max(...consumptions.slice(0, index));
    return !isExtra(index) && highest > seq ? [{ ...name(seq), displacement: highest - seq }] : [];
  });

  const lost = acknowledged
    .filter((seq) => !consumed.includes(seq))
    .map((seq) => ({
      ...name(seq),
      hop: hopOf(seq),
      deadLettered: deadLettered.includes(seq),
      madeAt: atTimes("made", seq)[0],
    }));

  function hopOf(seq: number): Hop {
    const hasGap = (tap: OptionalTap, from: number, to: number) =>
      gapsOf(tap, facts).some((gap) => !(gap.to < from || gap.from > to));
    const isThere = (tap: OptionalTap) => taps.includes(tap);
    if (inKafka.includes(seq)) return "kafka-consumer";
    if (!isThere("kafka") || gapsOf("kafka", facts).length > 0) return "no-evidence";
    if (deadLettered.includes(seq)) return "bridge-kafka";
    if (seqsOf("bridge-acknowledged").includes(seq)) return "bridge-kafka";
    if (seqsOf("delivered").includes(seq)) return "mqtt-kafka";
    if (atBroker.includes(seq)) {
      const [madeAt = Number.NEGATIVE_INFINITY] = atTimes("made", seq);
      return isThere("mqtt-bridge") && !hasGap("mqtt-bridge", madeAt, Number.POSITIVE_INFINITY)
        ? "mqtt-bridge"
        : "mqtt-kafka";
    }
    const sentAt = atTimes("sent", seq);
    const from = sentAt.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...sentAt);
    const to = Math.max(...atTimes("acknowledged", seq));
    return isThere("mqtt") && !hasGap("mqtt", from, to) ? "publisher-mqtt" : "no-evidence";
  }

  // Settled: made and consumed, at the index of the later one of the two facts.
  const settledAt = facts.flatMap((fact, index) => {
    if (fact.fact !== "made" && fact.fact !== "consumed") return [];
    const same = (other: LedgerFact): boolean =>
      "seq" in other && other.device === fact.device && other.run === fact.run && other.seq === fact.seq;
    const counterpart = fact.fact === "made" ? "consumed" : "made";
    const before = facts.slice(0, index).filter(same);
    const isFirst = !before.some((other) => other.fact === fact.fact);
    return isFirst && before.some((other) => other.fact === counterpart) ? [{ index, same }] : [];
  });
  const judgedConsumptions = facts.flatMap((fact, index) => {
    if (fact.fact !== "consumed" || !isOurs(fact)) return [];
    const original = ours.find((other) => other.fact === "made" && other.seq === fact.seq);
    if (original?.fact !== "made") return [];
    const settled = settledAt.find(({ same }) => same(fact))?.index ?? Number.POSITIVE_INFINITY;
    const settledSince = settledAt.filter((other) => other.index > settled && other.index < index).length;
    const isForgotten = settled < index && settledSince >= rememberedReadings;
    return [{ seq: fact.seq, isForgotten, isOther: fact.sha256 !== original.sha256 }];
  });

  const periods = periodsOf();
  const judged = periods.filter(({ isJudged }) => isJudged);
  const consumedIn = (period: Period) => consumed.filter((seq) => seq >= period.first && seq < period.end);
  const withStatus = (period: Period, status: Status | undefined) =>
    consumedIn(period).filter((seq) => statusOf(seq) === status);

  function statusOf(seq: number): Status | undefined {
    const ofTap = (tap: Tap) =>
      ours.find((fact) => fact.tap === tap && "seq" in fact && fact.seq === seq && "status" in fact);
    const sighting = ofTap("kafka") ?? ofTap("mqtt");
    return sighting !== undefined && "status" in sighting ? sighting.status : undefined;
  }

  function periodsOf(): Period[] {
    const mine = ours.filter(({ tap }) => tap === "publisher");
    const changes = mine.flatMap((fact, index) => {
      if (fact.fact !== "toggled") return [];
      const before = mine.slice(0, index).findLast((other) => other.fact === "toggled");
      const statusBefore = before?.fact === "toggled" ? before.status : "Active";
      return fact.status === statusBefore ? [] : [{ index, status: fact.status }];
    });
    const nextMade = (index: number): number | undefined => {
      const next = mine.slice(index).find(({ fact }) => fact === "made");
      return next?.fact === "made" ? next.seq : undefined;
    };
    const runs = facts.flatMap((fact) =>
      fact.tap === "publisher" && "run" in fact && fact.device === device ? [fact.run] : [],
    );
    const lastRun = [...new Set(runs)].at(-1);
    return changes.flatMap(({ index, status }, which) => {
      if (status === "Active") return [];
      const back = changes[which + 1];
      const end = back === undefined ? undefined : nextMade(back.index);
      return [
        {
          first: nextMade(index) ?? Math.max(-1, ...made) + 1,
          end: end ?? Number.POSITIVE_INFINITY,
          isJudged: end !== undefined || run === lastRun,
        },
      ];
    });
  }

  return {
    made: made.map(name),
    dropped: distinct(seqsOf("dropped")).map(name),
    sent: sent.map(name),
    acknowledged: acknowledged.map(name),
    unknown: unknown.map(name),
    unconfirmed: unknown.filter((seq) => !consumed.includes(seq)).map(name),
    atBroker: atBroker.map(name),
    inKafka: (consumedImpliesWritten ? distinct([...inKafka, ...consumed]) : inKafka).map(name),
    consumed: consumed.map(name),
    lost,
    duplicates: consumptions
      .filter((_, index) => isExtra(index))
      .sort((a, b) => a - b)
      .map(name),
    reordered: reordered.sort((a, b) => a.seq - b.seq),
    late: consumed
      .filter((seq) => {
        const [madeAt] = atTimes("made", seq);
        const [consumedAt = 0] = atTimes("consumed", seq);
        return madeAt !== undefined && consumedAt - madeAt > lateAfterMs * 1000;
      })
      .map(name),
    phantom: consumed.filter((seq) => !made.includes(seq)).map(name),
    corrupt: judgedConsumptions
      .filter(({ isForgotten, isOther }) => !isForgotten && isOther)
      .sort((a, b) => a.seq - b.seq)
      .map(({ seq }) => name(seq)),
    missingFinal: judged
      .filter(
        (period) => withStatus(period, "Inactive").length === 0 && withStatus(period, undefined).length === 0,
      )
      .map(({ first }) => name(first)),
    doubleFinal: judged
      .filter((period) => withStatus(period, "Inactive").length > 1)
      .map((period) => ({ ...name(period.first), finals: withStatus(period, "Inactive") })),
    ghost: distinct(
      judged.flatMap((period) => withStatus(period, "Active").filter((seq) => seq > period.first)),
    ).map(name),
    deadLettered: deadLettered.map(name),
    uncheckedBytes: judgedConsumptions.filter(({ isForgotten }) => isForgotten).length,
    uncheckedStatuses: distinct(judged.flatMap((period) => withStatus(period, undefined))).length,
    unjudgedDeactivations: periods.length - judged.length,
  };
}

interface Period {
  readonly first: number;
  readonly end: number;
  readonly isJudged: boolean;
}

function gapsOf(tap: Tap, facts: readonly LedgerFact[]): { from: number; to: number }[] {
  return facts.flatMap((fact) =>
    fact.fact === "gap" && fact.tap === tap ? [{ from: fact.from, to: fact.to }] : [],
  );
}
