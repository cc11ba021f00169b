import { expect, test } from "vitest";
import { decodeReading, encodeReading } from "../../../../../services/shared/reading/reading.ts";
import { traceOf } from "../../../../../services/shared/reading/trace.ts";

const reading = { id: "d", x: 1, y: 2, status: "Active" } as const;
const trace = { run: "r", seq: 7 };
const none = () => undefined;

test("a trace in the payload is read only if the carrier is payload", () => {
  const payload = encodeReading(reading, trace);
  expect(JSON.parse(payload.toString())).toEqual({ ...reading, ...trace });
  expect(traceOf("payload", none, payload)).toEqual(trace);
  expect(traceOf("properties", none, payload)).toBeUndefined();
  expect(decodeReading(payload)).toEqual(reading);
});

test("a trace beside the payload takes precedence over the one in it", () => {
  const header = (name: string) => ({ run: "beside", seq: "8" })[name];
  expect(traceOf("payload", header, encodeReading(reading, trace))).toEqual({ run: "beside", seq: 8 });
});

test.each([
  ["no trace", encodeReading(reading)],
  ["a negative seq", Buffer.from('{"run":"r","seq":-1}')],
  ["a seq that is text", Buffer.from('{"run":"r","seq":"1"}')],
  ["an empty run", Buffer.from('{"run":"","seq":1}')],
  ["no JSON", Buffer.from("rubbish")],
  ["no object", Buffer.from("null")],
])("a payload with %s has no trace", (_description, payload) => {
  expect(traceOf("payload", none, payload)).toBeUndefined();
});
