import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TimerQueue } from "../../../../../services/publisher/fleet/timer-queue.ts";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns a queue, its due items with the millisecond of their handing over, and the sizes of the batches. */
function recordedQueue() {
  const startedAt = monotonicMicros();
  const due: { item: string; atMs: number }[] = [];
  const batches: number[] = [];
  const queue = new TimerQueue<string>((batch) => {
    batches.push(batch.length);
    due.push(...batch.map(({ item }) => ({ item, atMs: (monotonicMicros() - startedAt) / 1_000 })));
  });
  return { queue, due, batches, at: (ms: number) => startedAt + ms * 1_000 };
}

test("items become due at their times, in the order of the times, whatever order they were added in", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 50 }), (times) => {
      const { queue, due, at } = recordedQueue();
      for (const ms of times) queue.add(String(ms), at(ms));
      vi.advanceTimersByTime(6_000);
      expect(due.map(({ item }) => Number(item))).toEqual(times.toSorted((a, b) => a - b));
      for (const { item, atMs } of due) {
        expect(atMs).toBeGreaterThanOrEqual(Number(item));
        expect(atMs).toBeLessThanOrEqual(Number(item) + 1);
      }
    }),
    { numRuns: 50 },
  );
});

test("an item that is added later and due earlier comes earlier", () => {
  const { queue, due, at } = recordedQueue();
  queue.add("late", at(1_000));
  queue.add("early", at(10));
  vi.advanceTimersByTime(10);
  expect(due).toEqual([{ item: "early", atMs: 10 }]);
});

test("a cancelled item does not become due", () => {
  const { queue, due, at } = recordedQueue();
  queue.add("a", at(10)).cancelled = true;
  queue.add("b", at(10));
  vi.advanceTimersByTime(1_000);
  expect(due.map(({ item }) => item)).toEqual(["b"]);
});

test("thousands of overdue items come in batches, and the event loop gets its turn between them", () => {
  const { queue, due, batches, at } = recordedQueue();
  for (let index = 0; index < 1_200; index += 1) queue.add(String(index), at(5));
  vi.advanceTimersByTime(1_000);
  expect(due).toHaveLength(1_200);
  expect(batches).toEqual(new Array(12).fill(100));
});

test("in a disposed queue nothing becomes due", () => {
  const { queue, due, at } = recordedQueue();
  queue.add("a", at(10));
  queue[Symbol.dispose]();
  vi.advanceTimersByTime(1_000);
  expect(due).toEqual([]);
});
