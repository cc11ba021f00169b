import { type Excess } from "./budget.ts";

/** Whether a load was made at its rate. Counts of readings, warm-up included. */
export interface Pace {
  /** Due by the end of the load. */
  readonly due: number;
  /** Of those, made by one second after the end of the load. */
  readonly madeInTime: number;
  /** Whether the load held its rate: at least 99 % of what was due was made in time. */
  readonly held: boolean;
}

/** Time after the end of a load in which a reading is made in time: a pause of the publisher is not a lower rate. */
export const paceGraceMs = 1_000;

/** Time in which the publisher is frozen, in µs of the monotonic clock. */
export interface Freeze {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the time until which a reading of a load is in time, in µs like `loadEnd`. A publisher that a fault froze has as long
 * as that to catch up.
 */
export function inTimeUntil(loadEnd: number, freeze?: Freeze): number {
  const caughtUpAt = freeze === undefined ? loadEnd : freeze.to + (freeze.to - freeze.from);
  return Math.max(loadEnd, caughtUpAt) + paceGraceMs * 1_000;
}

const allowedShare = 0.01;

/** Returns the pace of a load. `givenUp`: number of readings that were due and never made. */
export function paceOf(madeInTime: number, madeLater: number, givenUp: number): Pace {
  const due = madeInTime + madeLater + givenUp;
  return { due, madeInTime, held: due - madeInTime <= allowedFor(due) };
}

/** Returns the readings that were not made in time, if they are too many. */
export function paceExcess(pace: Pace | undefined): Excess[] {
  if (pace === undefined || pace.held) return [];
  return [{ word: "notInTime", count: pace.due - pace.madeInTime, allowed: allowedFor(pace.due) }];
}

function allowedFor(due: number): number {
  return Math.floor(due * allowedShare);
}
