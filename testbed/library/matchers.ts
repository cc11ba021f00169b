import ms, { type StringValue } from "ms";
import { type ReadingId } from "../../services/shared/reading/reading-id.ts";
import { escapedText } from "../../services/shared/text/escaped-text.ts";
import { withoutCiCommands } from "../../services/shared/text/without-ci-commands.ts";
import { counted } from "../counted.ts";
import { type UndeliveredWord } from "../run/judgement/free-readings.ts";
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
      message: () =>
        `expected ${counted(expected, "lost reading")}, found ${lost.length}${where}${listed(lost)}`,
    };
  },

  /**
   * Asserts the number of readings that were sent, and neither acknowledged nor consumed. Not counted: those made before the
   * publisher was killed or stopped, and at QoS 0 those made during fault and recovery.
   */
  toHaveUnconfirmed(run: TestRun, expected: number): MatcherResult {
    return undelivered(run, "unconfirmed", expected);
  },

  /**
   * Asserts the number of readings that were made, and neither dropped nor handed to the connection. Not counted: those made
   * before the publisher was killed or stopped.
   */
  toHaveUnsent(run: TestRun, expected: number): MatcherResult {
    return undelivered(run, "unsent", expected);
  },

  /** Asserts the largest number of duplicates. */
  toHaveDuplicates({ verdict }: TestRun, { atMost }: { readonly atMost: number }): MatcherResult {
    const { duplicates } = verdict.anomalies;
    return {
      pass: duplicates.length <= atMost,
      message: () =>
        `expected at most ${counted(atMost, "duplicate")}, found ${duplicates.length}${listed(duplicates)}`,
    };
  },

  /**
   * Asserts that new readings arrived, in every partition with traffic, within this time, such as `10s`, of the start of the
   * new process, or of the healing.
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

function undelivered({ verdict, report }: TestRun, word: UndeliveredWord, expected: number): MatcherResult {
  const free = report.free.filter((each) => each.word === word);
  const found = free.reduce((rest, { count }) => rest - count, verdict.counts[word]);
  const inBudget = report.anomalies[word].filter((reading) => reading.free === null);
  return {
    pass: found === expected,
    message: () => `expected ${counted(expected, `${word} reading`)}, found ${found}${listed(inBudget)}`,
  };
}

function listed(readings: readonly ReadingId[]): string {
  const ids = readings
    .slice(0, maxListedIds)
    .map(({ device, run, seq }) => `\n  ${escapedText(device)} seq ${seq} of run ${escapedText(run)}`);
  const more = readings.length > maxListedIds ? `\n  … ${readings.length - maxListedIds} more` : "";
  // The framework prints it, possibly in a job.
  return withoutCiCommands(`${ids.join("")}${more}`);
}
