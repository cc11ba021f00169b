import { expect, test } from "vitest";
import { untracedText } from "../../../../testbed/drill/untraced-records.ts";

const records = { untraced: 60, inKafka: 0, traceCarrier: "properties" } as const;
const text = "60 records in Kafka that are no readings with run and seq";

test("a bridge whose records all lack run and seq, as one that drops user properties, is told of --trace payload", () => {
  expect(untracedText(records)).toBe(
    `${text}: if the bridge drops MQTT user properties, use --trace payload, which puts both into the JSON`,
  );
});

test.each([
  ["some records have them", { inKafka: 1 }],
  ["they are in the payload already", { traceCarrier: "payload" }],
] as const)("nothing is said of --trace payload if %s", (_case, given) => {
  expect(untracedText({ ...records, ...given })).toBe(text);
});

test("nothing is said of --trace payload if Kafka has no record", () => {
  expect(untracedText({ ...records, untraced: 0 })).toBe(
    "0 records in Kafka that are no readings with run and seq",
  );
});
