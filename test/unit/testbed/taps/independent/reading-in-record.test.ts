import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeReading,
  encodeReading,
  InvalidReadingError,
} from "../../../../../services/shared/reading/reading.ts";
import { traceCarriers, traceOf } from "../../../../../services/shared/reading/trace.ts";
import { type LogRecord } from "../../../../../testbed/taps/independent/log-record.ts";
import { readingInRecord } from "../../../../../testbed/taps/independent/reading-in-record.ts";

type Headers = LogRecord["headers"];

const headersOf = (run: string, seq: string): Headers => [
  ["run", Buffer.from(run)],
  ["seq", Buffer.from(seq)],
];
const reading = { id: "3DF92-192", x: 12.5, y: 3, status: "Inactive" } as const;

test("a reading has its name from headers, or from its payload, and its status", () => {
  const named = { device: "3DF92-192", run: "r", seq: 7, status: "Inactive" };
  expect(
    readingInRecord({ value: encodeReading(reading), headers: headersOf("r", "7") }, "properties"),
  ).toEqual(named);
  const inPayload = { value: encodeReading(reading, { run: "r", seq: 7 }), headers: [] };
  expect(readingInRecord(inPayload, "payload")).toEqual(named);
  expect(readingInRecord(inPayload, "properties")).toBeUndefined();
});

/** Returns what the consumer and the other taps find in a record. */
function byOthers(
  { value, headers }: Pick<LogRecord, "value" | "headers">,
  carrier: "properties" | "payload",
) {
  if (value === null) return undefined;
  const header = (name: string) => headers.findLast(([each]) => each === name)?.[1]?.toString();
  const trace = traceOf(carrier, header, value);
  try {
    const { id, status } = decodeReading(value);
    return trace && { device: id, ...trace, status };
  } catch (error) {
    if (error instanceof InvalidReadingError) return undefined;
    throw error;
  }
}

const odd = fc.oneof(fc.jsonValue(), fc.constantFrom("", null, -1, 0.5, 2 ** 53, "Active", "Inactive"));
const fields = fc.record(
  {
    id: fc.oneof({ weight: 5, arbitrary: fc.string({ unit: "grapheme" }) }, odd),
    x: fc.oneof({ weight: 5, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) }, odd),
    y: fc.oneof({ weight: 5, arbitrary: fc.integer() }, odd),
    status: fc.oneof({ weight: 5, arbitrary: fc.constantFrom("Active", "Inactive") }, odd),
    run: fc.oneof({ weight: 3, arbitrary: fc.string() }, odd),
    seq: fc.oneof({ weight: 3, arbitrary: fc.nat() }, odd),
    more: fc.jsonValue(),
  },
  { requiredKeys: ["id", "x"] },
);
const values = fc.oneof(
  { weight: 8, arbitrary: fields.map((json) => Buffer.from(JSON.stringify(json))) },
  fc.jsonValue().map((json) => Buffer.from(JSON.stringify(json) ?? "")),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    null,
    Buffer.from('{"id":"\\ud800","x":1,"y":1,"status":"Active","run":"r","seq":1}'),
    Buffer.from('{"id":"d","x":1e400,"y":1,"status":"Active"}'),
    Buffer.from('\ufeff{"id":"d","x":1,"y":1,"status":"Active"}'),
    Buffer.concat([
      Buffer.from('{"id":"'),
      Buffer.from([0xff]),
      Buffer.from('","x":1,"y":1,"status":"Active"}'),
    ]),
  ),
);
const header = fc.tuple(
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom("run", "seq") }, fc.constantFrom("", "Run", "sent-at")),
  fc.oneof(
    { weight: 3, arbitrary: fc.nat().map((seq) => Buffer.from(String(seq))) },
    fc
      .constantFrom(null, "", "r", "-1", "1.5", "007", "1e3", "١", "999999999999999", "1000000000000000")
      .map((text) => (text === null ? null : Buffer.from(text))),
  ),
);

test("the first reading of a run has seq 0, from headers and from the payload", () => {
  const value = encodeReading(reading, { run: "r", seq: 0 });
  expect(readingInRecord({ value, headers: [] }, "payload")?.seq).toBe(0);
  expect(readingInRecord({ value, headers: headersOf("r", "0") }, "properties")?.seq).toBe(0);
});

test("it finds the same readings as the code of the consumer and the other taps, and no others", () => {
  let found = 0;
  fc.assert(
    fc.property(
      values,
      fc.array(header, { maxLength: 4 }),
      fc.constantFrom(...traceCarriers),
      (value, headers, carrier) => {
        const record = { value, headers };
        const others = byOthers(record, carrier);
        if (others !== undefined) found += 1;
        expect(readingInRecord(record, carrier)).toEqual(others);
      },
    ),
    { numRuns: 3_000 },
  );
  expect(found).toBeGreaterThan(100);
});
