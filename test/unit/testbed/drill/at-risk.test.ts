import { expect, test } from "vitest";
import { AtRisk } from "../../../../testbed/drill/at-risk.ts";

const second = 1_000_000;
const reading = (seq: number, at: number) => ({ device: "d", run: "r", seq, at, sha256: "s" });

test("readings acknowledged since the last save and not delivered before the kill of the broker are at risk", () => {
  const atRisk = new AtRisk(3_000);
  atRisk.onKill({ requestedAt: 5 * second, injectedAt: 5 * second });
  const acknowledgedAt = [1, 2.5, 3, 4, 6];
  for (const [seq, at] of acknowledgedAt.entries()) {
    atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(seq, at * second) });
  }
  // Reading 2 is delivered before the kill, reading 3 after it.
  atRisk.add({ tap: "mqtt-bridge", fact: "bridge-acknowledged", ...reading(2, 4.5 * second) });
  atRisk.add({ tap: "mqtt-bridge", fact: "bridge-acknowledged", ...reading(3, 8 * second) });
  expect(atRisk.readings).toBe(2);
});

test("without a kill of the broker no reading is at risk", () => {
  const atRisk = new AtRisk(3_000);
  atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(0, second) });
  expect(atRisk.readings).toBe(0);
});

test("a broker that dies some time after the request may have acknowledged more, and delivered no more than before it", () => {
  const atRisk = new AtRisk(3_000);
  const acknowledgedAt = [1, 2.5, 5.5, 6.5];
  for (const [seq, at] of acknowledgedAt.entries()) {
    atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(seq, at * second) });
  }
  // Reading 2 is delivered while the broker dies.
  atRisk.add({ tap: "mqtt-bridge", fact: "bridge-acknowledged", ...reading(2, 5.8 * second) });
  atRisk.onKill({ requestedAt: 5 * second, injectedAt: 7 * second });
  // Read after the kill: made by the next broker.
  atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(4, 9 * second) });
  expect(atRisk.readings).toBe(2);
});
