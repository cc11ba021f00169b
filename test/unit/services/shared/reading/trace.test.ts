import { expect, test } from "vitest";
import { readTrace, sentAtNow, traceProperties } from "../../../../../services/shared/reading/trace.ts";

const headers = (values: Record<string, string>) => (name: string) => values[name];

test("reading a trace from headers returns the trace that was written", () => {
  const properties = traceProperties({ run: "r-1", seq: 12 }, "1795407463171.123");
  expect(properties).toEqual({ run: "r-1", seq: "12", "sent-at": "1795407463171.123" });
  expect(readTrace(headers(properties))).toEqual({ run: "r-1", seq: 12 });
});

test.each([
  ["no run", { seq: "1" }],
  ["an empty run", { run: "", seq: "1" }],
  ["no seq", { run: "r" }],
  ["a seq that is no number", { run: "r", seq: "one" }],
  ["a negative seq", { run: "r", seq: "-1" }],
  ["a broken seq", { run: "r", seq: "1.5" }],
  ["a seq that no number holds exactly", { run: "r", seq: "12345678901234567890" }],
])("%s is no trace", (_description, values: Record<string, string>) => {
  expect(readTrace(headers(values))).toBeUndefined();
});

test("sent-at is the present time in milliseconds with three decimals", () => {
  const before = Date.now();
  const sentAt = sentAtNow();
  expect(sentAt).toMatch(/^\d{13}\.\d{3}$/);
  expect(Math.abs(Number(sentAt) - before)).toBeLessThan(1_000);
});
