import { expect, test } from "vitest";
import { encodeReading } from "../../../../services/shared/reading/reading.ts";
import { fromKafka } from "../../../../testbed/taps/from-kafka.ts";

const reading = { id: "d", x: 1, y: 2, status: "Inactive" } as const;
const trace = { run: "r", seq: 7 };
const rules = { deadLetterTopic: "t.dead", traceCarrier: "properties" } as const;

/** Returns a record; without headers it has no run and seq beside its value. */
function record(
  value: Buffer | null,
  { topic = "t", headers = { run: "r", seq: "7" } as Readonly<Record<string, string>> } = {},
) {
  return { topic, value, header: (name: string) => headers[name] };
}

const named = { tap: "kafka", at: 3, device: "d", ...trace };
const untraced = { tap: "kafka", fact: "untraced" };

test("a reading in the topic was written, one in the dead-letter topic dead-lettered", () => {
  const value = encodeReading(reading);
  expect(fromKafka(record(value), 3, rules)).toEqual({ ...named, fact: "written", status: "Inactive" });
  expect(fromKafka(record(value, { topic: "t.dead" }), 3, rules)).toEqual({
    ...named,
    fact: "dead-lettered",
  });
});

test("a bridge without a dead-letter topic has only written readings", () => {
  const value = encodeReading(reading);
  expect(fromKafka(record(value), 3, { ...rules, deadLetterTopic: undefined })).toMatchObject({
    fact: "written",
  });
});

test("run and seq are read from the payload only if it carries them", () => {
  const inPayload = record(encodeReading(reading, trace), { headers: {} });
  expect(fromKafka(inPayload, 3, { ...rules, traceCarrier: "payload" })).toMatchObject({
    ...named,
    fact: "written",
  });
  expect(fromKafka(inPayload, 3, rules)).toEqual(untraced);
});

test.each<[string, Buffer | null, Readonly<Record<string, string>>?]>([
  ["a tombstone", null],
  ["bytes that are no reading", Buffer.from("hello")],
  ["a reading without run and seq", encodeReading(reading), {}],
])("%s is counted in the topic, and no fact in the dead-letter topic", (_, value, headers) => {
  expect(fromKafka(record(value, { ...(headers && { headers }) }), 3, rules)).toEqual(untraced);
  const deadLetter = record(value, { topic: "t.dead", ...(headers && { headers }) });
  expect(fromKafka(deadLetter, 3, rules)).toBeUndefined();
});
