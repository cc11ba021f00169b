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

test("decoding an encoded reading returns the reading", () => {
  fc.assert(
    fc.property(anyReading, (reading) => {
      expect(decodeReading(encodeReading(reading))).toEqual(reading);
    }),
  );
});

test("an encoded reading has exactly the four fields", () => {
  const withMore = { id: "3DF92-192", x: 12.5, y: 3, status: "Active" as const, run: "r" };
  expect(encodeReading(withMore).toString()).toBe('{"id":"3DF92-192","x":12.5,"y":3,"status":"Active"}');
});

test("decoding ignores other fields", () => {
  const bytes = Buffer.from('{"status":"Active","y":3,"x":12.5,"id":"a","more":{"z":1}}');
  expect(decodeReading(bytes)).toEqual({ id: "a", x: 12.5, y: 3, status: "Active" });
});

test("bytes that are not UTF-8 are rejected, not repaired", () => {
  const bytes = Buffer.from('{"id":"\xff","x":1,"y":2,"status":"Active"}', "latin1");
  expect(() => decodeReading(bytes)).toThrow(new InvalidReadingError("not UTF-8"));
});

test("any bytes are either a reading or cause an InvalidReadingError", () => {
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
