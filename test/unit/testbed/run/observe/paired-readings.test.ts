import { expect, test } from "vitest";
import { PairedReadings } from "../../../../../testbed/run/observe/paired-readings.ts";
import { consumed, made, sent } from "../../ledger/facts.ts";

test("the making of a reading and its arrival are a pair, whichever is read first", () => {
  const pairs = new PairedReadings();
  const arrival = { ...consumed(1, { at: 7 }), partition: 3 };
  const pair = { device: "d", partition: 3, madeAt: 5, consumedAt: 7 };
  expect(pairs.add(made(1, { at: 5 }))).toBeUndefined();
  expect(pairs.add(arrival)).toEqual(pair);
  expect(pairs.add({ ...arrival, seq: 2 })).toBeUndefined();
  expect(pairs.add(sent(2))).toBeUndefined();
  expect(pairs.add(made(2, { at: 5 }))).toEqual(pair);
});

test("readings of other devices, runs and seqs are no pair; a consumer may state no partition", () => {
  const pairs = new PairedReadings();
  pairs.add(made(1, { at: 5 }));
  for (const other of [{ device: "e" }, { run: "s" }]) expect(pairs.add(consumed(1, other))).toBeUndefined();
  expect(pairs.add(consumed(2))).toBeUndefined();
  expect(pairs.add(consumed(1, { at: 6 }))).toEqual({
    ...{ device: "d", partition: undefined, madeAt: 5, consumedAt: 6 },
  });
});

test.each([
  ["its making", made(1), [made(1), consumed(1)]],
  ["its making", made(1), [consumed(1), made(1)]],
  ["its arrival", consumed(1), [made(1), consumed(1)]],
  ["its arrival", consumed(1), [consumed(1), made(1)]],
])("a pair is complete once: %s again completes none", (_, again, facts) => {
  const pairs = new PairedReadings();
  expect(facts.map((fact) => pairs.add(fact) !== undefined)).toEqual([false, true]);
  expect(pairs.add(again)).toBeUndefined();
});
