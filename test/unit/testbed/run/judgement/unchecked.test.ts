import { expect, test } from "vitest";
import { uncheckedParts } from "../../../../../testbed/run/judgement/unchecked.ts";

const nothing = { uncheckedBytes: 0, uncheckedStatuses: 0, unjudgedDeactivations: 0 };

test.each([
  [{}, []],
  [{ uncheckedStatuses: 3 }, ["final readings and ghosts among 3 readings whose status no tap saw"]],
  [{ uncheckedBytes: 5_000 }, ["the bytes of 5000 duplicates that arrived too long after the first arrival"]],
  [
    { unjudgedDeactivations: 2 },
    ["the final readings of 2 deactivations that the end of the publisher cut short"],
  ],
])("%j is said", (findings, parts) => {
  expect(uncheckedParts({ ...nothing, ...findings })).toEqual(parts);
});

const reading = { found: 5, onlyIndependentReader: 0, notFound: 0, hasHoles: false, failure: undefined };

test.each([
  [{}, []],
  [
    { failure: "the log was not read to its end within 30 s" },
    [
      "whether the Kafka log has readings that the tap (kafkajs) missed: the log was not read to its end within 30 s",
    ],
  ],
  [{ hasHoles: true }, []],
  [
    { hasHoles: true, notFound: 2 },
    ["2 readings that were in the Kafka log, from which records have been removed since"],
  ],
])("of a second reading of the log with %j is said", (changes, parts) => {
  expect(uncheckedParts(nothing, { ...reading, ...changes })).toEqual(parts);
});

test.each([
  ["commits", [expect.stringContaining("a reading below its committed offset counts as consumed")]],
  ["journal", []],
  ["none", []],
] as const)("the evidence of a consumer under test, %s, leaves open %j", (kind, parts) => {
  const consumer = { kind, handled: 0, unusable: 0, firstUnusable: undefined, cutLines: 0 };
  expect(uncheckedParts(nothing, undefined, consumer)).toEqual(parts);
});
