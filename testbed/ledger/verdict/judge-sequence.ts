import { type ReadingId } from "../../../services/shared/reading/reading-id.ts";
import { type Sequence } from "../evidence/sequence.ts";
import { type TapCoverage } from "../evidence/tap-coverage.ts";
import { type Account, perHop, timeSpan } from "./account.ts";
import { judgeFinals } from "./finals.ts";
import { hopOf } from "./hop.ts";
import { type Anomalies, type LostReading } from "./verdict.ts";

/** A device and run with all observations of it. */
export interface NamedSequence {
  readonly device: string;
  readonly run: string;
  /** Whether the publisher began no later run of this device. */
  readonly isLastRun: boolean;
  readonly sequence: Sequence;
}

/** Rules and evidence for the judgement of a sequence. */
export interface Rules {
  readonly coverage: TapCoverage;
  readonly consumedImpliesWritten: boolean;
}

/** Lists of anomalies that still grow. */
export type AnomalyLists = { -readonly [Word in keyof Anomalies]: Anomalies[Word][number][] };

/** Judges one device and run: appends its anomalies to `lists` and returns its counts and findings. */
export function judgeSequence(named: NamedSequence, rules: Rules, lists: AnomalyLists): Account {
  const { device, run, isLastRun, sequence } = named;
  const unknown = sequence.sent.difference(sequence.acknowledged);
  const unconfirmed = unknown.difference(sequence.consumed);
  const phantom = sequence.consumed.difference(sequence.made);
  const finals = judgeFinals(sequence, isLastRun);
  const lost = lostReadings(named, rules.coverage);
  const impliedInKafka = rules.consumedImpliesWritten
    ? sequence.consumed.difference(sequence.inKafka).size
    : 0;
  const madeAt = lost.flatMap(({ seq }) => sequence.timesOf(seq).madeAt ?? []);

  const note = (list: ReadingId[], seqs: Iterable<number>) => {
    for (const seq of seqs) list.push({ device, run, seq });
  };
  for (const reading of lost) lists.lost.push(reading);
  note(lists.dropped, sequence.dropped);
  note(lists.unconfirmed, unconfirmed);
  note(lists.duplicates, ascending(sequence.duplicates));
  note(lists.reordered, sequence.reordered);
  note(lists.late, sequence.late);
  note(lists.phantom, phantom);
  note(lists.corrupt, ascending(sequence.corrupt));
  note(lists.missingFinal, finals.missing);
  for (const double of finals.double) lists.doubleFinal.push({ device, run, ...double });
  note(lists.ghost, finals.ghosts);
  note(lists.deadLettered, sequence.deadLettered);

  return {
    counts: {
      made: sequence.made.size,
      dropped: sequence.dropped.size,
      sent: sequence.sent.size,
      acknowledged: sequence.acknowledged.size,
      unknown: unknown.size,
      unconfirmed: unconfirmed.size,
      atBroker: sequence.atBroker.size,
      inKafka: sequence.inKafka.size + impliedInKafka,
      consumed: sequence.consumed.size,
      lost: lost.length,
      duplicates: sequence.duplicates.length,
      reordered: sequence.reordered.size,
      late: sequence.late.size,
      phantom: phantom.size,
      corrupt: sequence.corrupt.length,
      missingFinal: finals.missing.length,
      doubleFinal: finals.double.length,
      ghost: finals.ghosts.size,
      deadLettered: sequence.deadLettered.size,
    },
    lostAt: perHop((hop) => count(lost, (reading) => reading.hop === hop)),
    lostDeadLettered: count(lost, ({ deadLettered }) => deadLettered),
    lostTime: timeSpan(madeAt),
    largestDisplacement: sequence.largestDisplacement,
    uncheckedBytes: sequence.uncheckedBytes,
    uncheckedStatuses: finals.uncheckedStatuses,
    unjudgedDeactivations: finals.unjudgedDeactivations,
  };
}

/** Returns lists without anomalies. */
export function emptyLists(): AnomalyLists {
  return {
    dropped: [],
    unconfirmed: [],
    lost: [],
    duplicates: [],
    reordered: [],
    late: [],
    phantom: [],
    corrupt: [],
    missingFinal: [],
    doubleFinal: [],
    ghost: [],
    deadLettered: [],
  };
}

function lostReadings({ device, run, sequence }: NamedSequence, coverage: TapCoverage): LostReading[] {
  return Array.from(sequence.acknowledged.difference(sequence.consumed), (seq) => ({
    device,
    run,
    seq,
    hop: hopOf(seq, sequence, coverage),
    deadLettered: sequence.deadLettered.has(seq),
  }));
}

function count<T>(items: readonly T[], isOne: (item: T) => boolean): number {
  return items.reduce((total, item) => total + (isOne(item) ? 1 : 0), 0);
}

function ascending(seqs: readonly number[]): number[] {
  return seqs.toSorted((a, b) => a - b);
}
