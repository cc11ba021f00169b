import { type Fact, type ReadingFact } from "../../services/shared/journal.ts";

/** A reading, named: `device run seq`. */
export type ReadingName = string;

/** What became of the readings of a run, judged from the journals of its publisher and its consumer. */
export interface Verdict {
  readonly made: readonly ReadingName[];
  readonly dropped: readonly ReadingName[];
  readonly acknowledged: number;
  /** Made, and neither acknowledged nor dropped: it waits, or nobody knows what became of it. */
  readonly unacknowledged: readonly ReadingName[];
  /** Different readings, each counted once. */
  readonly consumed: number;
  /** Acknowledged, and not consumed. */
  readonly lost: readonly ReadingName[];
  /** Consumed again, once for each time. */
  readonly duplicates: readonly ReadingName[];
  /** Consumed for the first time after a higher seq of the same device and run. */
  readonly reordered: readonly ReadingName[];
  /** Consumed, but never made. */
  readonly phantom: readonly ReadingName[];
  /** Consumed with other bytes than were made. */
  readonly corrupt: readonly ReadingName[];
}

/**
 * Judges a run that has drained. Each journal's facts come in the order in which they were written.
 * Pure: the facts are all it knows.
 */
export function judge(publisher: readonly Fact[], consumer: readonly Fact[]): Verdict {
  const made = new Map(named(publisher, "made").map(([name, fact]) => [name, fact.sha256]));
  const acknowledged = new Set(named(publisher, "acknowledged").map(([name]) => name));
  const dropped = new Set(named(publisher, "dropped").map(([name]) => name));
  const consumed = new Set<ReadingName>();
  const highest = new Map<string, number>();
  const duplicates: ReadingName[] = [];
  const reordered: ReadingName[] = [];
  const phantom: ReadingName[] = [];
  const corrupt: ReadingName[] = [];
  for (const [name, { device, run, seq, sha256 }] of named(consumer, "consumed")) {
    if (!made.has(name)) phantom.push(name);
    else if (made.get(name) !== sha256) corrupt.push(name);
    if (consumed.has(name)) {
      duplicates.push(name);
      continue;
    }
    consumed.add(name);
    const sequence = `${device} ${run}`;
    const before = highest.get(sequence) ?? -1;
    if (seq < before) reordered.push(name);
    highest.set(sequence, Math.max(before, seq));
  }
  return {
    made: [...made.keys()],
    dropped: [...dropped],
    acknowledged: acknowledged.size,
    unacknowledged: [...made.keys()].filter((name) => !acknowledged.has(name) && !dropped.has(name)),
    consumed: consumed.size,
    lost: [...acknowledged].filter((name) => !consumed.has(name)),
    duplicates,
    reordered,
    phantom,
    corrupt,
  };
}

function named(facts: readonly Fact[], kind: ReadingFact["fact"]): [ReadingName, ReadingFact][] {
  return facts.flatMap((fact) =>
    fact.fact === kind
      ? [[`${fact.device} ${fact.run} ${fact.seq}`, fact] as [ReadingName, ReadingFact]]
      : [],
  );
}
