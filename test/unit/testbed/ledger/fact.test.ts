import { expect, test } from "vitest";
import { isDeviceFact, isReadingFact, type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import * as facts from "./facts.ts";

test.each<[LedgerFact, boolean, boolean]>([
  [facts.made(0), true, true],
  [facts.sent(0), true, true],
  [facts.acknowledged(0), true, true],
  [facts.dropped(0), true, true],
  [facts.seen(0), true, true],
  [facts.delivered(0), true, true],
  [facts.bridgeAcknowledged(0), true, true],
  [facts.written(0), true, true],
  [facts.deadLettered(0), true, true],
  [facts.consumed(0), true, true],
  [facts.toggled("Inactive"), false, true],
  [{ tap: "kafka", fact: "untraced" }, false, false],
  [{ tap: "bridge", fact: "filtered", count: 1 }, false, false],
  [facts.gap("kafka", 1, 2), false, false],
])("%j is about a reading: %s; about a device: %s", (fact, ofReading, ofDevice) => {
  expect(isReadingFact(fact)).toBe(ofReading);
  expect(isDeviceFact(fact)).toBe(ofDevice);
});
