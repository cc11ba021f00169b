import { expect, test } from "vitest";
import { Ledger } from "../../../../testbed/ledger/ledger.ts";
import { drillMatchers } from "../../../../testbed/library/matchers.ts";
import { type TestRun } from "../../../../testbed/library/test-pipeline.ts";

const reading = (seq: number, device = "d") => ({
  ...{ device, run: "r", seq, at: seq, sha256: "0".repeat(64) },
});

/** Returns a run in which readings 0 to 3 were made and acknowledged, and those in `arrived` were consumed. */
function runWith(arrived: readonly number[], recoveryMs?: number, device?: string): TestRun {
  const ledger = new Ledger({ lateAfterMs: 1_000, taps: [] });
  for (const seq of [0, 1, 2, 3]) {
    for (const fact of ["made", "sent", "acknowledged"] as const)
      ledger.add({ tap: "publisher", fact, ...reading(seq, device) });
  }
  for (const seq of arrived) ledger.add({ tap: "consumer", fact: "consumed", ...reading(seq, device) });
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

test("an id in a message forges no line, and commands neither terminal nor CI system", () => {
  const { message } = drillMatchers.toHaveLost(runWith([0, 1, 2], undefined, "::error::x\n\u001b[2J"), 0);
  expect(message()).toBe(
    "expected 0 lost readings, found 1 (no-evidence 1)\n  \\u003a:error::x\\u000a\\u001b[2J seq 3 of run r",
  );
});

test("toHaveDuplicates allows up to the given number of duplicates", () => {
  const run = runWith([0, 0, 1, 1, 2, 3]);
  expect(drillMatchers.toHaveDuplicates(run, { atMost: 2 }).pass).toBe(true);
  const { pass, message } = drillMatchers.toHaveDuplicates(run, { atMost: 1 });
  expect(pass).toBe(false);
  expect(message()).toBe("expected at most 1 duplicate, found 2\n  d seq 0 of run r\n  d seq 1 of run r");
});

test("toRecoverWithin compares the recovery time with a limit; without a recovery it fails", () => {
  expect(drillMatchers.toRecoverWithin(runWith([], 10_000), "10s").pass).toBe(true);
  const { pass, message } = drillMatchers.toRecoverWithin(runWith([], 10_000.4), "10s");
  expect(pass).toBe(false);
  expect(message()).toBe("expected a recovery within 10s, but it took 10s");
  const never = drillMatchers.toRecoverWithin(runWith([]), "10s");
  expect(never.pass).toBe(false);
  expect(never.message()).toBe("expected a recovery within 10s, but nothing new arrived any more");
  expect(() => drillMatchers.toRecoverWithin(runWith([], 1), "soon")).toThrow(
    "soon: a time such as 500ms, 10s or 2m is allowed",
  );
});

/** Returns a run with four unsent and four unconfirmed readings, of which `free` of the word are free and all of the other. */
function undeliveredRun(word: "unsent" | "unconfirmed", free: number): TestRun {
  const run = runWith([]);
  const readings = [0, 1, 2, 3].map((seq) => ({
    ...{ device: "d", run: "r", seq, madeMs: 0 },
    free: seq < free ? ("made before the publisher was killed or stopped" as const) : null,
  }));
  const report = {
    anomalies: { unsent: readings, unconfirmed: readings },
    free: (["unsent", "unconfirmed"] as const).map((each) => ({
      ...{ word: each, count: each === word ? free : 4 },
      reason: "made before the publisher was killed or stopped" as const,
    })),
  } as unknown as TestRun["report"];
  const counts = { ...run.verdict.counts, unsent: 4, unconfirmed: 4 };
  return { ...run, verdict: { ...run.verdict, counts }, report };
}

test.each([
  ["toHaveUnsent", "unsent"],
  ["toHaveUnconfirmed", "unconfirmed"],
] as const)("%s counts readings that are not free, and lists them", (matcher, word) => {
  expect(drillMatchers[matcher](undeliveredRun(word, 4), 0).pass).toBe(true);
  expect(drillMatchers[matcher](undeliveredRun(word, 2), 2).pass).toBe(true);
  const { pass, message } = drillMatchers[matcher](undeliveredRun(word, 3), 0);
  expect(pass).toBe(false);
  expect(message()).toBe(`expected 0 ${word} readings, found 1\n  d seq 3 of run r`);
  expect(drillMatchers[matcher](undeliveredRun(word, 3), 2).pass).toBe(false);
});

test("a message lists at most 20 readings, and says how many more there are", () => {
  const seqs = Array.from({ length: 21 }, (_, index) => Math.floor(index / 2));
  const twenty = drillMatchers.toHaveDuplicates(runWith([...seqs, ...seqs.slice(0, 10)]), { atMost: 0 });
  const lines = twenty.message().split("\n").slice(1);
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toBe("  d seq 9 of run r");
  const more = drillMatchers.toHaveDuplicates(runWith([...seqs, ...seqs.slice(0, 12)]), { atMost: 0 });
  expect(more.message().split("\n").slice(1)).toHaveLength(21);
  expect(more.message()).toMatch(/\n {2}… 2 more$/);
});

test("toHaveLost accepts the exact number only, and toHaveDuplicates up to its limit", () => {
  expect(drillMatchers.toHaveLost(runWith([0, 1]), 3).pass).toBe(false);
  expect(drillMatchers.toHaveLost(runWith([0, 1]), 1).pass).toBe(false);
  expect(drillMatchers.toHaveLost(runWith([0, 1]), 2).pass).toBe(true);
});
