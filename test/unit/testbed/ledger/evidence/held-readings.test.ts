import fc from "fast-check";
import { expect, test } from "vitest";
import { HeldReadings } from "../../../../../testbed/ledger/evidence/held-readings.ts";
import { bytes, otherBytes } from "../facts.ts";

/** Enough actions that the table grows, that hashes collide and that slots are reused. */
const anyActions = fc.array(
  fc.record({
    sequence: fc.nat({ max: 40 }),
    seq: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 2 ** 45 })),
    settles: fc.boolean(),
    at: fc.nat({ max: 1_000_000 }),
    sha256: fc.constantFrom(bytes, otherBytes),
  }),
  { maxLength: 3_000, size: "max" },
);

test("a reading is held until enough others have been settled after it", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyActions, fc.nat({ max: 50 }), (actions, rememberedReadings) => {
      const held = new HeldReadings(rememberedReadings);
      const model = new Map<string, (typeof actions)[number]>();
      const settled: string[] = [];
      for (const action of actions) {
        const { sequence, seq, settles, at, sha256 } = action;
        const name = `${sequence} ${seq}`;
        if (settled.includes(name)) continue;
        const slot = held.hold(sequence, seq);
        expect(held.time(slot, "madeAt")).toBe(model.get(name)?.at);
        expect(held.time(slot, "firstSentAt")).toBeUndefined();
        held.setTime(slot, "madeAt", at);
        held.setBytes(slot, sha256);
        model.set(name, action);
        if (settles) {
          held.settle(slot);
          settled.push(name);
        }
        if (settled.length > rememberedReadings) model.delete(settled.shift() ?? "");
      }
      expect(held.size).toBe(model.size);
      for (const { sequence, seq } of actions) {
        const slot = held.find(sequence, seq);
        const expected = model.get(`${sequence} ${seq}`);
        expect(slot !== undefined).toBe(expected !== undefined);
        if (slot === undefined || expected === undefined) continue;
        expect(held.time(slot, "madeAt")).toBe(expected.at);
        expect(held.hasBytes(slot, bytes)).toBe(expected.sha256 === bytes);
        expect(held.hasBytes(slot, otherBytes)).toBe(expected.sha256 === otherBytes);
      }
    }),
    { numRuns: 30 },
  );
});

test("readings of many sequences keep their times and bytes while the table grows and shrinks", () => {
  const held = new HeldReadings(0);
  const names = Array.from(
    { length: 2_500 },
    (_, index) => [index % 50, 1 + Math.floor(index / 50)] as const,
  );
  const bytesOf = (sequence: number) => (sequence % 2 === 0 ? bytes : otherBytes);
  for (const [sequence, seq] of names) {
    expect(held.find(sequence, seq)).toBeUndefined();
    const slot = held.hold(sequence, seq);
    held.setTime(slot, "madeAt", sequence);
    held.setTime(slot, "firstConsumedAt", seq);
    held.setBytes(slot, bytesOf(sequence));
  }
  expect(held.find(0, 0)).toBeUndefined();
  for (const [index, [sequence, seq]] of names.entries()) {
    const slot = held.hold(sequence, seq);
    expect(held.size).toBe(names.length - index);
    expect([held.time(slot, "madeAt"), held.time(slot, "firstConsumedAt")]).toEqual([sequence, seq]);
    expect(held.time(slot, "firstSentAt")).toBeUndefined();
    expect(held.hasBytes(slot, bytesOf(sequence))).toBe(true);
    held.settle(slot);
    expect(held.find(sequence, seq)).toBeUndefined();
  }
  expect(held.size).toBe(0);
});

test("readings are forgotten in the order in which they were settled", () => {
  const held = new HeldReadings(2);
  const seqs = [3, 1, 4, 0, 2, 5];
  const slots = [0, 1, 2, 3, 4, 5].map((seq) => held.hold(0, seq));
  const found = () => [0, 1, 2, 3, 4, 5].filter((seq) => held.find(0, seq) !== undefined);
  const afterEach = seqs.map((seq) => {
    held.settle(slots[seq] ?? -1);
    return found();
  });
  const all = [0, 1, 2, 3, 4, 5];
  expect(afterEach).toEqual([all, all, [0, 1, 2, 4, 5], [0, 2, 4, 5], [0, 2, 5], [2, 5]]);
});

test("a table without memory of settled readings has none again, however often", () => {
  const held = new HeldReadings(0);
  for (const seq of [0, 1, 2, 0, 1]) {
    held.settle(held.hold(0, seq));
    expect([held.size, held.find(0, seq)]).toEqual([0, undefined]);
  }
});

test("memory does not grow with readings that were settled", () => {
  const held = new HeldReadings(10);
  const before = process.memoryUsage().arrayBuffers;
  for (let seq = 0; seq < 50_000; seq += 1) held.settle(held.hold(0, seq));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(500_000);
});

test("bytes that differ in one bit are different", () => {
  const held = new HeldReadings(0);
  const slot = held.hold(0, 0);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat({ max: 255 }), (hash, bit) => {
      held.setBytes(slot, Buffer.from(hash).toString("hex"));
      const other = Buffer.from(hash);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(held.hasBytes(slot, Buffer.from(hash).toString("hex"))).toBe(true);
      expect(held.hasBytes(slot, other.toString("hex"))).toBe(false);
    }),
  );
});
