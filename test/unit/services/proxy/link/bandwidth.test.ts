import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Bandwidth } from "../../../../../services/proxy/link/bandwidth.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns a bandwidth of 1,000 bytes a second: a piece has 20 bytes and takes 20 ms. */
function thinBandwidth(): Bandwidth {
  const bandwidth = new Bandwidth();
  bandwidth.setLimit(1_000);
  return bandwidth;
}

test("without a limit everything may pass at any time", () => {
  const bandwidth = new Bandwidth();
  bandwidth.passed(1_000_000);
  expect(bandwidth.allowance).toBe(Number.POSITIVE_INFINITY);
  expect(bandwidth.limitedMs).toBe(0);
});

test("after a piece the line is busy for as long as the piece takes", () => {
  const bandwidth = thinBandwidth();
  expect(bandwidth.allowance).toBe(20);
  bandwidth.passed(5);
  expect(bandwidth.allowance).toBe(0);
  vi.advanceTimersByTime(5);
  expect(bandwidth.allowance).toBe(20);
});

test("turns come in the order in which they were asked for, one a piece", () => {
  const bandwidth = thinBandwidth();
  bandwidth.passed(20);
  const turns: string[] = [];
  const queue = (name: string) =>
    bandwidth.queue(() => {
      turns.push(`${name} ${performance.now() - beganAt} ${bandwidth.allowance}`);
      bandwidth.passed(10);
    });
  const beganAt = performance.now();
  queue("a");
  queue("b");
  queue("c");
  vi.advanceTimersByTime(39);
  expect(turns).toEqual(["a 20 20", "b 30 20"]);
  vi.advanceTimersByTime(1);
  expect(turns.at(-1)).toBe("c 40 20");
  expect(bandwidth.limitedMs).toBe(40);
});

test("nobody passes while others wait for their turn, though the line is free and the timer late", () => {
  const bandwidth = thinBandwidth();
  bandwidth.passed(20);
  const waiting = vi.fn<() => void>();
  bandwidth.queue(waiting);
  const now = performance.now();
  const late = vi.spyOn(performance, "now").mockReturnValue(now + 1_000);
  expect(bandwidth.allowance).toBe(0);
  late.mockRestore();
  vi.advanceTimersByTime(20);
  expect(waiting).toHaveBeenCalledOnce();
});

test("a late timer is made up for: what waited passes as if it had been in time", () => {
  const bandwidth = thinBandwidth();
  bandwidth.passed(20);
  let passed = 0;
  const queue = () =>
    bandwidth.queue(() => {
      passed += 20;
      bandwidth.passed(20);
      queue();
    });
  queue();
  const now = performance.now();
  const late = vi.spyOn(performance, "now").mockReturnValue(now + 100);
  vi.advanceTimersByTime(20);
  late.mockRestore();
  // Due at 20, 40, 60, 80 and 100 ms.
  expect(passed).toBe(100);
});

test("without a limit again, all that waits has its turn at once, and the time at the limit ends", () => {
  const bandwidth = thinBandwidth();
  bandwidth.passed(1_000);
  const turns: string[] = [];
  bandwidth.queue(() => void turns.push("a"));
  bandwidth.queue(() => void turns.push("b"));
  vi.advanceTimersByTime(7);
  bandwidth.setLimit(Number.POSITIVE_INFINITY);
  expect(turns).toEqual(["a", "b"]);
  vi.advanceTimersByTime(1_000);
  expect([bandwidth.limitedMs, vi.getTimerCount()]).toEqual([7, 0]);
});
