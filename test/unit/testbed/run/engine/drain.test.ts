import { expect, onTestFinished, test, vi } from "vitest";
import { drain } from "../../../../../testbed/run/engine/drain.ts";
import { StubObserver } from "./stub-observer.ts";

const { signal } = new AbortController();

test("the drain ends when nothing is outstanding, once the journals have been read", async () => {
  const observer = new StubObserver();
  observer.onCatchUp = () => observer.read({ arrives: true });
  expect(await drain(observer, 60_000, signal)).toMatchObject({
    ended: "nothing outstanding",
    outstanding: 0,
    quietMs: 60_000,
  });
  expect(observer.arrivals.count).toBe(1);
});

test("the drain goes on while a reading is outstanding, until it is interrupted", async () => {
  const observer = new StubObserver();
  observer.read({ arrives: false });
  await expect(drain(observer, 60_000, AbortSignal.timeout(50))).rejects.toThrow();
});

test("the drain ends when nothing new has arrived for its time, with what is outstanding", async () => {
  const observer = new StubObserver();
  observer.read({ arrives: true });
  for (const _reading of [1, 2]) observer.read({ arrives: false });
  const { ended, outstanding, tookMs, lastArrivalMs } = await drain(observer, 150, signal);
  expect([ended, outstanding, lastArrivalMs]).toEqual(["quiet", 2, 0]);
  expect(tookMs).toBeGreaterThanOrEqual(150);
});

test("an arrival during the drain begins the quiet time anew", async () => {
  const observer = new StubObserver();
  observer.read({ arrives: false });
  let catchUps = 0;
  observer.onCatchUp = () => {
    catchUps += 1;
    if (catchUps === 2) observer.read({ arrives: true });
  };
  const { ended, outstanding, tookMs, lastArrivalMs } = await drain(observer, 150, signal);
  expect([ended, outstanding]).toEqual(["quiet", 1]);
  expect(lastArrivalMs).toBeGreaterThan(0);
  expect(tookMs).toBeGreaterThanOrEqual(lastArrivalMs + 150);
});

test("the times of the drain are counted from its beginning", async () => {
  const observer = new StubObserver();
  let nowMs = 1_000;
  const clock = vi.spyOn(process.hrtime, "bigint").mockImplementation(() => BigInt(nowMs) * 1_000_000n);
  onTestFinished(() => clock.mockRestore());
  observer.read({ arrives: false });
  observer.onCatchUp = () => {
    nowMs += 40;
    if (nowMs === 1_040) observer.read({ arrives: true });
  };
  expect(await drain(observer, 30, signal)).toEqual({
    ...{ ended: "quiet", tookMs: 120, lastArrivalMs: 40 },
    ...{ quietMs: 30, outstanding: 1 },
  });
});
