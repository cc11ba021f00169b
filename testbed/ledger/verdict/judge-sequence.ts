import { type ReadingId } from "../../../services/shared/reading/reading-id.ts";
import { type Sequence } from "../evidence/sequence.ts";
import { type TapCoverage } from "../evidence/tap-coverage.ts";
import { type Account, perHop, timeSpan } from "./account.ts";
import { type AnomalyWord, anomalyWords } from "./counted-words.ts";
import { judgeFinals } from "./finals.ts";
import { hopOf } from "./hop.ts";
import { missingFacts } from "./missing-facts.ts";
import { type Anomalies, type Anomaly, type LostReading, type UndeliveredReading } from "./verdict.ts";

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
export type AnomalyLists = { readonly [Word in AnomalyWord]: Anomaly<Word>[] };

/** Judges one device and run: appends its anomalies to `lists` and returns its counts and findings. */
export function judgeSequence(named: NamedSequence, rules: Rules, lists: AnomalyLists): Account {
  const { device, run, isLastRun, sequence } = named;
  const readings = (seqs: Iterable<number>) => Array.from(seqs, (seq): ReadingId => ({ device, run, seq }));
  const unknown = sequence.sent.difference(sequence.acknowledged);
  const finals = judgeFinals(sequence, isLastRun);
  const lost = lostReadings(named, rules.coverage);
  const unconsumedPhantoms = sequence.inKafka.difference(sequence.made).difference(sequence.consumed);
  const anomalies: Anomalies = {
    dropped: readings(sequence.dropped),
    unsent: undelivered(unsent(sequence), named),
    unconfirmed: undelivered(unknown.difference(sequence.consumed), named),
    lost,
    duplicates: readings(ascending(sequence.duplicates)),
    reordered: readings(sequence.reordered),
    late: readings(sequence.late),
    phantom: readings(ascending([...sequence.consumed.difference(sequence.made), ...unconsumedPhantoms])),
    corrupt: readings(ascending(sequence.corrupt)),
    missingFinal: readings(finals.missing),
    doubleFinal: finals.double.map((double) => ({ device, run, ...double })),
    ghost: readings(finals.ghosts),
    deadLettered: readings(sequence.deadLettered),
  };
  for (const word of anomalyWords) append(word, anomalies, lists);
  const impliedInKafka = rules.consumedImpliesWritten
    ? sequence.consumed.difference(sequence.inKafka).size
    : 0;
  return {
    counts: {
      made: sequence.made.size,
      sent: sequence.sent.size,
      acknowledged: sequence.acknowledged.size,
      unknown: unknown.size,
      atBroker: sequence.atBroker.size,
      inKafka: sequence.inKafka.size + impliedInKafka,
      consumed: sequence.consumed.size,
      ...lengths(anomalies),
    },
    lostAt: perHop((hop) => count(lost, (reading) => reading.hop === hop)),
    lostDeadLettered: count(lost, ({ deadLettered }) => deadLettered),
    lostTime: timeSpan(lost.flatMap(({ seq }) => sequence.timesOf(seq).madeAt ?? [])),
    largestDisplacement: sequence.largestDisplacement,
    uncheckedBytes: sequence.uncheckedBytes,
    uncheckedStatuses: finals.uncheckedStatuses,
    unconsumedPhantoms: unconsumedPhantoms.size,
    unmadeAtBroker: sequence.atBroker.difference(sequence.made).size,
    missingFacts: missingFacts(sequence),
    unjudgedDeactivations: finals.unjudgedDeactivations,
  };
}

/** Returns lists without anomalies. */
export function emptyLists(): AnomalyLists {
  return Object.fromEntries(anomalyWords.map((word) => [word, []])) as unknown as AnomalyLists;
}

function append<Word extends AnomalyWord>(word: Word, anomalies: Anomalies, lists: AnomalyLists): void {
  for (const anomaly of anomalies[word]) lists[word].push(anomaly);
}

function lengths(anomalies: Anomalies): Readonly<Record<AnomalyWord, number>> {
  return Object.fromEntries(anomalyWords.map((word) => [word, anomalies[word].length])) as Record<
    AnomalyWord,
    number
  >;
}

/** Returns the readings that were never handed to the connection. Of one that came further only the record is missing. */
function unsent(sequence: Sequence): number[] {
  const { made, dropped, sent } = sequence;
  return [...made.difference(dropped).difference(sent)].filter((seq) => !sequence.wasPassedOn(seq));
}

function undelivered(
  seqs: Iterable<number>,
  { device, run, isLastRun, sequence }: NamedSequence,
): UndeliveredReading[] {
  return Array.from(seqs, (seq) => ({
    ...{ device, run, seq },
    madeAt: sequence.timesOf(seq).madeAt,
    publisherEnded: !isLastRun,
  }));
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
