import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Schedule } from "../../../../../services/publisher/fleet/schedule.ts";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A schedule, and what became due: the item, and the millisecond in which it was told of. */
function told() {
  const startedAt = monotonicMicros();
  const due: { item: string; atMs: number }[] = [];
  const batches: number[] = [];
  const schedule = new Schedule<string>((batch) => {
    batches.push(batch.length);
    due.push(...batch.map(({ item }) => ({ item, atMs: (monotonicMicros() - startedAt) / 1_000 })));
  });
  return { schedule, due, batches, at: (ms: number) => startedAt + ms * 1_000 };
}

test("everything becomes due at its time, in the order of the times, whatever order it was added in", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 50 }), (times) => {
      const { schedule, due, at } = told();
      for (const ms of times) schedule.add(String(ms), at(ms));
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

test("what is added later and due earlier comes earlier", () => {
  const { schedule, due, at } = told();
  schedule.add("late", at(1_000));
  schedule.add("early", at(10));
  vi.advanceTimersByTime(10);
  expect(due).toEqual([{ item: "early", atMs: 10 }]);
});

test("what was cancelled is not told of", () => {
  const { schedule, due, at } = told();
  schedule.add("a", at(10)).cancelled = true;
  schedule.add("b", at(10));
  vi.advanceTimersByTime(1_000);
  expect(due.map(({ item }) => item)).toEqual(["b"]);
});

test("thousands that are overdue come in batches, and the event loop has its turn between them", () => {
  const { schedule, due, batches, at } = told();
  for (let index = 0; index < 1_200; index += 1) schedule.add(String(index), at(5));
  vi.advanceTimersByTime(1_000);
  expect(due).toHaveLength(1_200);
  expect(batches).toEqual(new Array(12).fill(100));
});

test("a disposed schedule tells of nothing", () => {
  const { schedule, due, at } = told();
  schedule.add("a", at(10));
  schedule[Symbol.dispose]();
  vi.advanceTimersByTime(1_000);
  expect(due).toEqual([]);
});
