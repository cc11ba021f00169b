import { describe, expect, test } from "vitest";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { judgementOn } from "../../../../../testbed/run/judgement/judgement.ts";
import { arrived, judge, published } from "../../ledger/facts.ts";

const rules = {
  budget: defaultBudget,
  qos: 1,
  incomplete: null,
  recovery: undefined,
  disturbances: [],
} as const;
const sound = [...published(0), ...arrived(0)];

describe("a second reading of the Kafka log", () => {
  const reading = { found: 1, onlyIndependentReader: 0, notFound: 0, hasHoles: false, failure: undefined };
  const judged = (changes: Partial<typeof reading> | { failure: string }) =>
    judgementOn(judge([...sound, ...published(1)]), {
      ...rules,
      independentReading: { ...reading, ...changes },
    });

  test("that agrees changes nothing", () => {
    expect(judged({})).toMatchObject({ outcome: "outside", contradictions: [], unchecked: [] });
  });

  test("that does not find what the tap or the consumer read is a contradiction", () => {
    expect(judged({ notFound: 3 })).toMatchObject({
      outcome: "checker contradicts itself",
      contradictions: [
        "3 readings that the Kafka tap or the consumer (kafkajs) read are not in the log by the independent reader",
      ],
    });
  });

  test("of a log from which records were removed is none", () => {
    expect(judged({ notFound: 3, hasHoles: true })).toMatchObject({
      outcome: "outside",
      contradictions: [],
      unchecked: [expect.stringContaining("3 readings that were in the Kafka log")],
    });
  });

  test("that was not possible is said beside the verdict", () => {
    expect(judged({ failure: "why" })).toMatchObject({
      outcome: "outside",
      unchecked: ["whether the Kafka log has readings that the tap (kafkajs) missed: why"],
    });
  });
});
