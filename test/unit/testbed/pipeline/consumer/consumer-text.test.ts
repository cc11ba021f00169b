import { expect, test } from "vitest";
import { consumerText } from "../../../../../testbed/pipeline/consumer/consumer-text.ts";

const none = { handled: 0, unusable: 0, firstUnusable: undefined, cutLines: 0 };

test.each([
  [
    { ...none, kind: "none" },
    "the consumer has written no line to its journal (JOURNAL) and committed nothing",
  ],
  [{ ...none, kind: "commits" }, "the consumer writes no journal, and commits offsets"],
  [{ ...none, kind: "journal", handled: 3 }, "the consumer's journal (JOURNAL) names 3 records"],
  [
    { ...none, kind: "journal", unusable: 1, firstUnusable: "it was truncated" },
    "the consumer's journal (JOURNAL) names 0 records; its journal has something that cannot be used: it was truncated",
  ],
] as const)("%j is said", (evidence, text) => {
  expect(consumerText(evidence)).toBe(text);
});
