import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../services/shared/journal/journal.ts";
import { Ledger } from "../../../../testbed/ledger/ledger.ts";
import {
  arrived,
  bytes,
  consumed,
  delivered,
  gap,
  judge,
  lateAfterMs,
  listed,
  made,
  published,
  toggled,
} from "./facts.ts";

describe("a ledger", () => {
  test("remembers only the bytes of the last readings that arrived", () => {
    const ledger = new Ledger({ lateAfterMs, rememberedReadings: 10 });
    for (let seq = 0; seq < 5_000; seq += 1) {
      for (const fact of [...published(seq), ...arrived(seq)]) ledger.add(fact);
    }
    expect(ledger.held).toBe(10);
    expect(ledger.verdict().counts).toMatchObject({ made: 5_000, consumed: 5_000 });
  });

  test("holds nothing of a reading that was consumed several times before its making was known", () => {
    const ledger = new Ledger({ lateAfterMs, rememberedReadings: 0 });
    for (const fact of [consumed(0), consumed(0), consumed(0)]) ledger.add(fact);
    expect(ledger.held).toBeGreaterThan(0);
    for (const fact of published(0)) ledger.add(fact);
    expect(ledger.held).toBe(0);
  });

  test("holds nothing of a reading whose sending it learns of after the reading was settled", () => {
    const ledger = new Ledger({ lateAfterMs, rememberedReadings: 0 });
    for (const fact of [consumed(0), ...published(0), ...published(0)]) ledger.add(fact);
    expect(ledger.held).toBe(0);
  });

  test("rejects facts of a tap that is not among its taps", () => {
    const ledger = new Ledger({ lateAfterMs });
    expect(() => ledger.add(delivered(0))).toThrow(
      '"delivered" comes from the tap "mqtt-bridge", which is not among the ledger\'s taps (mqtt, kafka)',
    );
    expect(() => ledger.add(gap("mqtt-bridge"))).toThrow(RangeError);
  });

  test("rejects a gap that ends before it begins", () => {
    const ledger = new Ledger({ lateAfterMs });
    expect(() => ledger.add(gap("mqtt", 2, 1))).toThrow('the tap "mqtt" has a gap from 2 to 1 µs');
    expect(() => ledger.add(gap("mqtt", Number.NaN, 1))).toThrow(RangeError);
  });

  test.each(["", "no hash", `${bytes}00`, "x".repeat(64), `${bytes.slice(2)}zz`])(
    "rejects a checksum that is not a SHA-256: %j",
    (hash) => {
      const ledger = new Ledger({ lateAfterMs });
      expect(() => ledger.add(made(0, { sha256: hash }))).toThrow(`"${hash}" is not the hex of a SHA-256`);
    },
  );

  test("accepts the hex of a SHA-256 in upper and lower case", () => {
    const upper = sha256(Buffer.from("as made")).toUpperCase();
    expect(listed(judge([...published(0), consumed(0, { sha256: upper })]))).toEqual({});
  });

  test.each([-1, 1.5, Number.NaN])("rejects %d remembered readings", (rememberedReadings) => {
    expect(() => new Ledger({ lateAfterMs, rememberedReadings })).toThrow(RangeError);
  });

  test("accepts toggles of a device that makes no readings", () => {
    expect(judge([toggled("Inactive"), toggled("Active")]).counts.made).toBe(0);
  });
});
