import { expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { Progress } from "../../../../../testbed/run/observe/progress.ts";

const named = { device: "d", at: 0, sha256: "s" };
const published = (
  fact: "made" | "sent" | "acknowledged" | "dropped",
  seq: number,
  run = "r",
): LedgerFact => ({
  tap: "publisher",
  fact,
  seq,
  run,
  ...named,
});
const consumed = (seq: number, run = "r", device = "d"): LedgerFact => ({
  tap: "consumer",
  fact: "consumed",
  seq,
  run,
  ...named,
  device,
});

test("a reading counts once at a stage, also if a tap saw it several times", () => {
  const progress = new Progress();
  expect(progress.add(consumed(3))).toBe("consumed");
  expect(progress.add(consumed(3))).toBeUndefined();
  expect(progress.add(consumed(3, "another run"))).toBe("consumed");
  expect(progress.counts.consumed).toBe(2);
});

test("devices and runs with blanks in their ids are different ones", () => {
  const progress = new Progress();
  progress.add(consumed(3, "b c", "a"));
  expect(progress.add(consumed(3, "c", "a b"))).toBe("consumed");
});

test("outstanding readings were made and neither dropped nor consumed", () => {
  const progress = new Progress();
  for (const seq of [0, 1, 2]) progress.add(published("made", seq));
  progress.add(published("dropped", 0));
  progress.add(consumed(1));
  expect(progress.outstanding).toBe(1);
  progress.add(consumed(2));
  expect(progress.outstanding).toBe(0);
});

test("of an earlier publisher only acknowledged readings are outstanding", () => {
  const progress = new Progress();
  for (const seq of [0, 1, 2]) progress.add(published("made", seq, "first"));
  for (const seq of [0, 1]) progress.add(published("acknowledged", seq, "first"));
  progress.add(published("made", 0, "second"));
  progress.add(consumed(0, "second"));
  expect(progress.outstanding).toBe(2);
  progress.add(consumed(0, "first"));
  progress.add(consumed(1, "first"));
  expect(progress.outstanding).toBe(0);
});
