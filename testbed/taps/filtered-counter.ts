import { type LedgerFact } from "../ledger/fact.ts";

/** An answer of the worker, at a time in µs of the monotonic clock. */
export interface FilteredAnswer {
  readonly at: number;
  /** Start of the worker's process, µs of the monotonic clock. */
  readonly workerStartedAt: number;
  /** Messages that the connector's tasks have filtered since their start; `undefined` while there is no task. */
  readonly filtered: number | undefined;
}

/** Start times of the same process, computed from two clocks, differ by less than this. */
const sameStartMicros = 1_000_000;

/**
 * Turns the connector's counter of filtered messages into facts. The counter begins at 0 with every task, so the counts of
 * several tasks are added up; what a task filtered after its last answer is unknown, which is a gap. Pure.
 */
export class FilteredCounter {
  #canFilter: boolean;
  #last: { readonly at: number; readonly workerStartedAt: number; readonly filtered: number } | undefined;
  #taskEnded = false;

  /** `canFilter`: whether the connector can filter; while it cannot, and has not, nothing is unknown. */
  constructor(canFilter: boolean) {
    this.#canFilter = canFilter;
  }

  /** Takes an answer, and returns the facts that follow. Times without an answer need not be told. */
  add({ at, workerStartedAt, filtered }: FilteredAnswer): LedgerFact[] {
    if (filtered === undefined) {
      this.#taskEnded = true;
      return [];
    }
    const last = this.#last;
    this.#last = { at, workerStartedAt, filtered };
    if (last === undefined) {
      // A worker before this one may have filtered, too.
      return [...counted(filtered), ...this.#gap(Number.NEGATIVE_INFINITY, workerStartedAt)];
    }
    const isSameTask =
      !this.#taskEnded &&
      filtered >= last.filtered &&
      Math.abs(workerStartedAt - last.workerStartedAt) < sameStartMicros;
    this.#taskEnded = false;
    const facts = isSameTask
      ? counted(filtered - last.filtered)
      : [...counted(filtered), ...this.#gap(last.at, at)];
    // Its configuration may have been changed.
    this.#canFilter ||= filtered > 0;
    return facts;
  }

  /** Returns the gap at the end, unless the last answer was given at or after this time. */
  end(at: number): LedgerFact[] {
    const last = this.#last?.at ?? Number.NEGATIVE_INFINITY;
    return last >= at && !this.#taskEnded ? [] : this.#gap(last, Number.POSITIVE_INFINITY);
  }

  #gap(from: number, to: number): LedgerFact[] {
    return this.#canFilter ? [{ tap: "bridge", fact: "gap", from, to }] : [];
  }
}

function counted(count: number): LedgerFact[] {
  return count === 0 ? [] : [{ tap: "bridge", fact: "filtered", count }];
}
