import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DropLog } from "../../../../../services/publisher/sender/drop-log.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first drop is logged at once, the others together, at most once a second", () => {
  const dropped: number[] = [];
  const drops = new DropLog(pino({}, { write: (line: string) => dropped.push(JSON.parse(line).dropped) }));
  for (let drop = 0; drop < 5; drop += 1) drops.add();
  expect(dropped).toEqual([1]);
  vi.advanceTimersByTime(1_000);
  drops.add();
  expect(dropped).toEqual([1, 5]);
  drops.add();
  drops.flush();
  drops.flush();
  expect(dropped).toEqual([1, 5, 1]);
});
