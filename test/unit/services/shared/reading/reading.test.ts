import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeReading,
  encodeReading,
  InvalidReadingError,
  statuses,
} from "../../../../../services/shared/reading/reading.ts";

const anyReading = fc.record({
  id: fc.string({ unit: "binary" }).filter((id) => id.isWellFormed()),
  x: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  y: fc.double({ noNaN: true, noDefaultInfinity: true }).map((y) => y + 0),
  status: fc.constantFrom(...statuses),
});

test("every reading survives its way over the wire", () => {
  fc.assert(
    fc.property(anyReading, (reading) => {
      expect(decodeReading(encodeReading(reading))).toEqual(reading);
    }),
  );
});

test("the publisher writes exactly the four fields", () => {
  const withMore = { id: "3DF92-192", x: 12.5, y: 3, status: "Active" as const, run: "r" };
  expect(encodeReading(withMore).toString()).toBe('{"id":"3DF92-192","x":12.5,"y":3,"status":"Active"}');
});

test("readers ignore other fields", () => {
  const bytes = Buffer.from('{"status":"Active","y":3,"x":12.5,"id":"a","more":{"z":1}}');
  expect(decodeReading(bytes)).toEqual({ id: "a", x: 12.5, y: 3, status: "Active" });
});

test("bytes that are not UTF-8 are refused, not repaired", () => {
  const bytes = Buffer.from('{"id":"\xff","x":1,"y":2,"status":"Active"}', "latin1");
  expect(() => decodeReading(bytes)).toThrow(new InvalidReadingError("not UTF-8"));
});

test("any bytes are either a reading or unreadable, never another error", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
      ),
      (bytes) => {
        try {
          decodeReading(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidReadingError);
        }
      },
    ),
  );
});
