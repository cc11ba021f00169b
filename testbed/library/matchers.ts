import ms, { type StringValue } from "ms";
import { type ReadingId } from "../../services/shared/reading/reading-id.ts";
import { type TestRun } from "./test-pipeline.ts";

/** Largest number of ids in a message. */
const maxListedIds = 20;

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Matchers for the result of a drill, for `expect.extend` of Vitest, Jest and compatible frameworks. */
export const drillMatchers = {
  /** Asserts the number of lost readings: acknowledged by the broker, and never consumed. */
  toHaveLost({ verdict }: TestRun, expected: number): MatcherResult {
    const { lost } = verdict.anomalies;
    const hops = Object.entries(verdict.lostAt)
      .filter(([, count]) => count > 0)
      .map(([hop, count]) => `${hop} ${count}`);
    const where = hops.length > 0 ? ` (${hops.join(", ")})` : "";
    return {
      pass: lost.length === expected,
      message: () => `expected ${expected} lost readings, found ${lost.length}${where}${listed(lost)}`,
    };
  },

  /** Asserts the largest number of duplicates. */
  toHaveDuplicates({ verdict }: TestRun, { atMost }: { readonly atMost: number }): MatcherResult {
    const { duplicates } = verdict.anomalies;
    return {
      pass: duplicates.length <= atMost,
      message: () => `expected at most ${atMost} duplicates, found ${duplicates.length}${listed(duplicates)}`,
    };
  },

  /**
   * Asserts that a new reading arrived within this time, such as `10s`, of the start of the new process, or of the healing.
   */
  toRecoverWithin({ recoveryMs }: TestRun, time: string): MatcherResult {
    const limitMs = ms(time as StringValue);
    if (!Number.isFinite(limitMs)) throw new TypeError(`${time}: a time such as 500ms, 10s or 2m is allowed`);
    const found =
      recoveryMs === undefined ? "nothing new arrived any more" : `it took ${ms(Math.round(recoveryMs))}`;
    return {
      pass: recoveryMs !== undefined && recoveryMs <= limitMs,
      message: () => `expected a recovery within ${time}, but ${found}`,
    };
  },
} as const;

function listed(readings: readonly ReadingId[]): string {
  const ids = readings
    .slice(0, maxListedIds)
    .map(({ device, run, seq }) => `\n  ${device} seq ${seq} of run ${run}`);
  const more = readings.length > maxListedIds ? `\n  … ${readings.length - maxListedIds} more` : "";
  return `${ids.join("")}${more}`;
}
