import { expect, test } from "vitest";
import { type Stage } from "../../../../../services/shared/topology.ts";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { Progress } from "../../../../../testbed/run/observe/progress.ts";
import * as facts from "../../ledger/facts.ts";

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

test.each<[LedgerFact, Stage]>([
  [facts.made(0), "made"],
  [facts.sent(0), "sent"],
  [facts.acknowledged(0), "acknowledged"],
  [facts.seen(0), "atBroker"],
  [facts.delivered(0), "delivered"],
  [facts.bridgeAcknowledged(0), "bridgeAcknowledged"],
  [facts.written(0), "inKafka"],
  [facts.consumed(0), "consumed"],
])("a fact of $tap, $fact, counts at its stage and at no other", (fact, stage) => {
  const progress = new Progress();
  const { counts } = progress;
  expect(progress.add(fact)).toBe(stage);
  expect(progress.counts).toEqual({ ...counts, [stage]: 1 });
});

test.each<LedgerFact>([
  facts.dropped(0),
  facts.deadLettered(0),
  facts.toggled("Inactive"),
  facts.gap("kafka", 1, 2),
  { tap: "kafka", fact: "untraced" },
  { tap: "bridge", fact: "filtered", count: 3 },
])("a fact of $tap, $fact, brings no reading to a stage", (fact) => {
  const progress = new Progress();
  expect(progress.add(fact)).toBeUndefined();
  expect(progress.counts).toEqual(new Progress().counts);
});

test("the line shows the main stages", () => {
  const progress = new Progress();
  for (const seq of [0, 1, 2]) progress.add(facts.made(seq));
  for (const fact of [facts.acknowledged(0), facts.acknowledged(1), facts.consumed(0)]) progress.add(fact);
  expect(progress.line).toBe("3 made, 2 acknowledged, 1 arrived");
});
