import { type Status } from "../shared/reading/reading.ts";
import { SeqSet } from "../shared/reading/seq-set.ts";
import { type Trace } from "../shared/reading/trace.ts";

/**
 * What an arrival was in the sequence of its device and run:
 * - `first`: the first of this run, the baseline; what came before it is no gap
 * - `next`: one higher than the highest so far
 * - `gap`: higher than that; the seqs between are missing until they arrive
 * - `reordered`: lower than the highest, and here for the first time
 * - `duplicate`: was here before
 * - `untraced`: without run and seq, from a foreign publisher
 */
export type Arrival = "first" | "next" | "gap" | "reordered" | "duplicate" | "untraced";

/** What has arrived of a device since the process began to count. */
export interface DeviceArrivals {
  readonly id: string;
  /** All readings, duplicates too. */
  readonly received: number;
  /** The run that arrived last; `undefined` when all readings were untraced. */
  readonly lastRun: string | undefined;
  /** How many different readings of that run arrived. */
  readonly arrivedOfRun: number;
  /** The highest seq of the run that arrived last; `undefined` when all readings were untraced. */
  readonly lastSeq: number | undefined;
  /** Seqs that are missing below higher ones, over all runs. */
  readonly gaps: number;
  readonly duplicates: number;
  readonly reordered: number;
  readonly untraced: number;
  /** The status in the reading that arrived last. */
  readonly lastStatus: Status;
  /** When that was; milliseconds since the epoch. */
  readonly lastSeenMs: number;
}

/** Accounts for the readings that arrive, per device. Pure. */
export class Arrivals {
  readonly #devices = new Map<string, Tally>();
  readonly #changed = new Set<string>();

  /** Takes a reading into account that arrived at this time, in milliseconds since the epoch. */
  add(id: string, status: Status, trace: Trace | undefined, atMs: number): Arrival {
    const tally = this.#tallyOf(id, status);
    this.#changed.add(id);
    tally.received += 1;
    tally.lastStatus = status;
    tally.lastSeenMs = atMs;
    const arrival = trace === undefined ? "untraced" : place(tally, trace);
    if (arrival === "duplicate") tally.duplicates += 1;
    if (arrival === "reordered") tally.reordered += 1;
    if (arrival === "untraced") tally.untraced += 1;
    return arrival;
  }

  /** Every device that something arrived of, in order of its first arrival. */
  get devices(): DeviceArrivals[] {
    return [...this.#devices].map(([id, tally]) => arrivalsOf(id, tally));
  }

  /** The devices that something arrived of since this was asked last. */
  takeChanged(): DeviceArrivals[] {
    const changed = [...this.#changed].flatMap((id) => {
      const tally = this.#devices.get(id);
      return tally === undefined ? [] : [arrivalsOf(id, tally)];
    });
    this.#changed.clear();
    return changed;
  }

  #tallyOf(id: string, lastStatus: Status): Tally {
    const known = this.#devices.get(id);
    if (known !== undefined) return known;
    const tally: Tally = {
      received: 0,
      duplicates: 0,
      reordered: 0,
      untraced: 0,
      lastStatus,
      lastSeenMs: 0,
      runs: new Map(),
      lastRun: undefined,
    };
    this.#devices.set(id, tally);
    return tally;
  }
}

function arrivalsOf(id: string, tally: Tally): DeviceArrivals {
  return {
    id,
    received: tally.received,
    lastRun: tally.lastRun?.run,
    arrivedOfRun: tally.lastRun?.seen.size ?? 0,
    lastSeq: tally.lastRun?.seen.max,
    gaps: tally.runs.values().reduce((sum, { seen, baseline }) => sum + seen.missingFrom(baseline), 0),
    duplicates: tally.duplicates,
    reordered: tally.reordered,
    untraced: tally.untraced,
    lastStatus: tally.lastStatus,
    lastSeenMs: tally.lastSeenMs,
  };
}

function place(tally: Tally, { run, seq }: Trace): Arrival {
  const known = tally.runs.get(run);
  if (known === undefined) {
    const seen = new SeqSet();
    seen.add(seq);
    tally.lastRun = { run, seen, baseline: seq };
    tally.runs.set(run, tally.lastRun);
    return "first";
  }
  tally.lastRun = known;
  const highest = known.seen.max ?? seq;
  if (!known.seen.add(seq)) return "duplicate";
  if (seq < highest) return "reordered";
  return seq === highest + 1 ? "next" : "gap";
}

interface Tally {
  received: number;
  duplicates: number;
  reordered: number;
  untraced: number;
  lastStatus: Status;
  lastSeenMs: number;
  readonly runs: Map<string, Run>;
  lastRun: Run | undefined;
}

interface Run {
  readonly run: string;
  readonly seen: SeqSet;
  readonly baseline: number;
}
