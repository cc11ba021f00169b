import { expect, test } from "vitest";
import { consumerLine } from "../../../../../testbed/pipeline/consumer/consumer-line.ts";

const at0 = { partition: 1, offset: 20, at: undefined };
const line = '{"fact":"consumed","partition":1,"offset":20}';

test.each([
  ["as JavaScript writes it", line, at0],
  ["as Python writes it", '{"fact": "consumed", "partition": 1, "offset": 20}', at0],
  ["with fields in another order", '{"offset":20,"partition":1,"fact":"consumed"}', at0],
  ["with an offset as text", '{"fact":"consumed","partition":1,"offset":"20"}', at0],
  ["with the line end of Windows", `${line}\r`, at0],
  ["of the topic by name", '{"fact":"consumed","topic":"coffee","partition":1,"offset":20}', at0],
  ["with a time", '{"fact":"consumed","partition":1,"offset":20,"at":5}', { ...at0, at: 5 }],
  ["with further fields", '{"fact":"consumed","partition":1,"offset":20,"value":{"id":"{"}}', at0],
])("a line %s names its record", (_, text, record) => {
  expect(consumerLine(text, "coffee")).toEqual({ handled: [record], hasCut: false, isUnusable: false });
});

test.each([
  ["text", "handled a record"],
  ["no JSON object", "20"],
  ["null", "null"],
  ["another fact", '{"fact":"started","partition":1,"offset":20}'],
  ["no fact", '{"partition":1,"offset":20}'],
  ["no partition", '{"fact":"consumed","offset":20}'],
  ["a negative offset", '{"fact":"consumed","partition":1,"offset":-1}'],
  ["a broken offset", '{"fact":"consumed","partition":1,"offset":1.5}'],
  ["an offset that is no number", '{"fact":"consumed","partition":1,"offset":"x"}'],
  ["a time that is no number", '{"fact":"consumed","partition":1,"offset":20,"at":"now"}'],
  ["another topic", '{"fact":"consumed","topic":"tea","partition":1,"offset":20}'],
  ["half a line with a line end", line.slice(0, 20)],
])("a line with %s names nothing and is unusable", (_, text) => {
  expect(consumerLine(text, "coffee")).toEqual({ handled: [], hasCut: false, isUnusable: true });
});

test("an empty line is no line", () => {
  expect(consumerLine("  ", "coffee")).toEqual({ handled: [], hasCut: false, isUnusable: false });
});

test("half a line before a whole one is what a SIGKILL leaves, wherever it cuts", () => {
  for (let length = 1; length < line.length; length += 1) {
    const found = consumerLine(line.slice(0, length) + line, "coffee");
    expect(found, line.slice(0, length)).toEqual({ handled: [at0], hasCut: true, isUnusable: false });
  }
});

test("whole lines without a line end between them are all taken", () => {
  expect(consumerLine(line + line, "coffee")).toEqual({
    ...{ handled: [at0, at0], hasCut: false, isUnusable: false },
  });
});

test.each([
  ["behind a line", `${line}garbage`],
  ["before a line", `garbage${line}`],
  ["around a line", `[${line}]`],
  [
    "a record of another topic beside a line",
    `${line}{"fact":"consumed","topic":"tea","partition":1,"offset":2}`,
  ],
])("what stands %s is unusable, and the line is taken", (_, text) => {
  expect(consumerLine(text, "coffee")).toEqual({ handled: [at0], hasCut: false, isUnusable: true });
});
