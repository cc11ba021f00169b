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

test.each<[string, number, number | undefined, number]>([
  ["acknowledged as long before the request as the last save can be", 2, undefined, 1],
  ["acknowledged earlier", 1.999999, undefined, 0],
  ["acknowledged when the broker was gone at the latest", 7, undefined, 1],
  ["acknowledged later, by the next broker", 7.000001, undefined, 0],
  ["delivered by the time of the request", 4, 5, 0],
  ["delivered after the request, maybe by nobody", 4, 5.000001, 1],
])(
  "a reading %s: acknowledged at %d s, delivered at %d s, %i at risk",
  (_, acknowledgedAt, deliveredAt, count) => {
    const atRisk = new AtRisk(3_000);
    atRisk.onKill({ requestedAt: 5 * second, injectedAt: 7 * second });
    atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(0, acknowledgedAt * second) });
    if (deliveredAt !== undefined)
      atRisk.add({ tap: "mqtt-bridge", fact: "bridge-acknowledged", ...reading(0, deliveredAt * second) });
    expect(atRisk.readings).toBe(count);
  },
);

test("facts of other kinds are no acknowledgement and no delivery", () => {
  const atRisk = new AtRisk(3_000);
  atRisk.onKill({ requestedAt: 5 * second, injectedAt: 7 * second });
  atRisk.add({ tap: "publisher", fact: "sent", ...reading(0, 4 * second) });
  expect(atRisk.readings).toBe(0);
  atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(1, 4 * second) });
  atRisk.add({ tap: "mqtt-bridge", fact: "delivered", ...reading(1, 4 * second) });
  expect(atRisk.readings).toBe(1);
});

test("a reading that the bridge acknowledged twice was delivered with the first time", () => {
  const atRisk = new AtRisk(3_000);
  atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(0, 4 * second) });
  for (const at of [4.5, 6])
    atRisk.add({ tap: "mqtt-bridge", fact: "bridge-acknowledged", ...reading(0, at * second) });
  atRisk.onKill({ requestedAt: 5 * second, injectedAt: 7 * second });
  expect(atRisk.readings).toBe(0);
});

test("a broker that still acknowledges has not died, so that it saved once more: earlier readings are not at risk", () => {
  const atRisk = new AtRisk(3_000);
  for (const [seq, at] of [2, 3, 6].entries())
    atRisk.add({ tap: "publisher", fact: "acknowledged", ...reading(seq, at * second) });
  atRisk.onKill({ requestedAt: 5 * second, injectedAt: 7 * second });
  expect(atRisk.readings).toBe(2);
});
