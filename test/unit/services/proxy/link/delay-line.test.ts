import fc from "fast-check";
import { expect, test } from "vitest";
import { DelayLine } from "../../../../../services/proxy/link/delay-line.ts";

test("the delay is latency: each item waits from its own arrival on", () => {
  const line = new DelayLine<string>(100);
  line.push("a", 1, 1_000);
  line.push("b", 1, 1_001);
  expect(line.takeDue(1_099)).toBeUndefined();
  expect(line.dueInMs(1_099.5)).toBe(1);
  expect(line.takeDue(1_100)).toBe("a");
  expect(line.takeDue(1_100)).toBeUndefined();
  expect(line.takeDue(1_101)).toBe("b");
  expect(line.dueInMs(1_101)).toBeUndefined();
});

test("without a delay every item is due, and one waiting item makes the line full", () => {
  const line = new DelayLine<string>(0);
  expect(line.full).toBe(false);
  line.push("a", 1, 5);
  expect(line.full).toBe(true);
  expect(line.takeDue(5)).toBe("a");
  expect(line.full).toBe(false);
});

test("a changed delay applies to waiting items", () => {
  const line = new DelayLine<string>(60_000);
  line.push("a", 1, 0);
  line.push("b", 1, 50);
  line.delayMs = 100;
  expect(line.takeDue(100)).toBe("a");
  line.delayMs = 0;
  expect(line.takeDue(100)).toBe("b");
});

test("with a delay 16 MiB may wait, less for many small items", () => {
  const line = new DelayLine<number>(1_000);
  line.push(0, 16 * 1024 * 1024 - 1_025, 0);
  expect(line.full).toBe(false);
  line.push(1, 1, 0);
  expect(line.full).toBe(true);
  expect(line.waitingBytes).toBe(16 * 1024 * 1024 - 1_024);
});

test("no item is lost, duplicated, early or out of order, for any pushes and delays", () => {
  const step = fc.record({
    pushes: fc.array(fc.nat({ max: 1_000 }), { maxLength: 5 }),
    afterMs: fc.nat({ max: 50 }),
    delayMs: fc.option(fc.nat({ max: 100 })),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const line = new DelayLine<number>(10);
      const arrivals: { atMs: number; size: number }[] = [];
      let taken = 0;
      let nowMs = 0;
      for (const { pushes, afterMs, delayMs } of steps) {
        for (const size of pushes) {
          line.push(arrivals.length, size, nowMs);
          arrivals.push({ atMs: nowMs, size });
        }
        nowMs += afterMs;
        line.delayMs = delayMs ?? line.delayMs;
        for (let item = line.takeDue(nowMs); item !== undefined; item = line.takeDue(nowMs)) {
          expect(item).toBe(taken);
          expect(nowMs - (arrivals[item]?.atMs ?? Number.NaN)).toBeGreaterThanOrEqual(line.delayMs);
          taken += 1;
        }
        const waiting = arrivals.slice(taken);
        expect(line.waitingBytes).toBe(waiting.reduce((sum, { size }) => sum + size, 0));
        expect(line.dueInMs(nowMs)).toBe(waiting[0] && waiting[0].atMs + line.delayMs - nowMs);
      }
    }),
  );
});
