import { expect, test } from "vitest";
import { Ledger } from "../../../../testbed/ledger/ledger.ts";
import { drillMatchers } from "../../../../testbed/library/matchers.ts";
import { type TestRun } from "../../../../testbed/library/test-pipeline.ts";

const reading = (seq: number) => ({ device: "d", run: "r", seq, at: seq, sha256: "0".repeat(64) });

/** Returns a run in which readings 0 to 3 were made and acknowledged, and those in `arrived` were consumed. */
function runWith(arrived: readonly number[], recoveryMs?: number): TestRun {
  const ledger = new Ledger({ lateAfterMs: 1_000, taps: [] });
  for (const seq of [0, 1, 2, 3]) {
    for (const fact of ["made", "sent", "acknowledged"] as const)
      ledger.add({ tap: "publisher", fact, ...reading(seq) });
  }
  for (const seq of arrived) ledger.add({ tap: "consumer", fact: "consumed", ...reading(seq) });
  return { verdict: ledger.verdict(), recoveryMs, report: undefined as never };
}

test("toHaveLost counts readings that were acknowledged and never consumed, and lists them and the hop", () => {
  expect(drillMatchers.toHaveLost(runWith([0, 1, 2, 3]), 0).pass).toBe(true);
  const { pass, message } = drillMatchers.toHaveLost(runWith([0, 3]), 0);
  expect(pass).toBe(false);
  expect(message()).toBe(
    "expected 0 lost readings, found 2 (no-evidence 2)\n  d seq 1 of run r\n  d seq 2 of run r",
  );
});

test("toHaveDuplicates allows up to the given number of duplicates", () => {
  const run = runWith([0, 0, 1, 1, 2, 3]);
  expect(drillMatchers.toHaveDuplicates(run, { atMost: 2 }).pass).toBe(true);
  const { pass, message } = drillMatchers.toHaveDuplicates(run, { atMost: 1 });
  expect(pass).toBe(false);
  expect(message()).toContain("expected at most 1 duplicates, found 2");
});

test("toRecoverWithin compares the recovery time with a limit; without a recovery it fails", () => {
  expect(drillMatchers.toRecoverWithin(runWith([], 9_999), "10s").pass).toBe(true);
  expect(drillMatchers.toRecoverWithin(runWith([], 10_001), "10s").pass).toBe(false);
  expect(drillMatchers.toRecoverWithin(runWith([]), "10s").pass).toBe(false);
  expect(drillMatchers.toRecoverWithin(runWith([]), "10s").message()).toContain(
    "nothing new arrived any more",
  );
  expect(() => drillMatchers.toRecoverWithin(runWith([], 1), "soon")).toThrow(
    "soon: a time such as 500ms, 10s or 2m is allowed",
  );
});

/** Returns a run with four unsent readings, of which `free` are free. */
function unsentRun(free: number): TestRun {
  const run = runWith([]);
  const readings = [0, 1, 2, 3].map((seq) => ({
    ...{ device: "d", run: "r", seq, madeMs: 0 },
    free: seq < free ? ("made before the publisher was killed or stopped" as const) : null,
  }));
  const report = {
    anomalies: { unsent: readings, unconfirmed: readings },
    free: (["unsent", "unconfirmed"] as const).map((word) => ({
      ...{ word, count: free, reason: "made before the publisher was killed or stopped" as const },
    })),
  } as unknown as TestRun["report"];
  const counts = { ...run.verdict.counts, unsent: 4, unconfirmed: 4 };
  return { ...run, verdict: { ...run.verdict, counts }, report };
}

test.each([
  ["toHaveUnsent", "unsent"],
  ["toHaveUnconfirmed", "unconfirmed"],
] as const)("%s counts readings that are not free, and lists them", (matcher, word) => {
  expect(drillMatchers[matcher](unsentRun(4), 0).pass).toBe(true);
  expect(drillMatchers[matcher](unsentRun(2), 2).pass).toBe(true);
  const { pass, message } = drillMatchers[matcher](unsentRun(3), 0);
  expect(pass).toBe(false);
  expect(message()).toBe(`expected 0 ${word} readings, found 1\n  d seq 3 of run r`);
  expect(drillMatchers[matcher](unsentRun(3), 2).pass).toBe(false);
});

test("toHaveLost accepts the exact number only, and toHaveDuplicates up to its limit", () => {
  expect(drillMatchers.toHaveLost(runWith([0, 1]), 3).pass).toBe(false);
  expect(drillMatchers.toHaveLost(runWith([0, 1]), 1).pass).toBe(false);
  expect(drillMatchers.toHaveLost(runWith([0, 1]), 2).pass).toBe(true);
});
