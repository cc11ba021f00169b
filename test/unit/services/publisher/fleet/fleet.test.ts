import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startedFleet } from "./started-fleet.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns the times between the readings of one device. */
function intervalsMs(events: readonly string[]): number[] {
  const times = events
    .filter((line) => line.includes("3DF92-192"))
    .map((line) => Number(line.split(" at ")[1]));
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

test("every device makes its first reading at the start", () => {
  const { events } = startedFleet();
  expect(events).toEqual(["made 3DF92-192 0 Active at 0", "made 4HHC2-392 0 Active at 0"]);
});

test("an Active device waits between the shortest and the longest interval, not always the same", () => {
  const { events } = startedFleet();
  vi.advanceTimersByTime(300_000);
  const intervals = intervalsMs(events);
  expect(intervals.length).toBeGreaterThan(150);
  expect(Math.min(...intervals)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...intervals)).toBeLessThanOrEqual(2_000);
  expect(new Set(intervals).size).toBeGreaterThan(50);
});

test("the same seed gives the same times, another seed others", () => {
  const timesWith = (seed: number) => {
    const { fleet, events } = startedFleet({ seed });
    vi.advanceTimersByTime(60_000);
    fleet[Symbol.dispose]();
    return events;
  };
  expect(timesWith(1)).toEqual(timesWith(1));
  expect(timesWith(1)).not.toEqual(timesWith(2));
});

test("deactivation makes the final reading at once, after the toggle, and then silence", () => {
  const { fleet, events } = startedFleet({ deviceIds: ["3DF92-192"] });
  vi.advanceTimersByTime(500);
  fleet.setStatus("3DF92-192", "Inactive");
  vi.advanceTimersByTime(600_000);
  expect(events.slice(1)).toEqual(["toggled 3DF92-192 Inactive", "made 3DF92-192 1 Inactive at 500"]);
});

test("activation makes a reading at once, and the others at the device's intervals", () => {
  const { fleet, events } = startedFleet({ deviceIds: ["3DF92-192"] });
  fleet.setStatus("3DF92-192", "Inactive");
  vi.advanceTimersByTime(5_000);
  fleet.setStatus("3DF92-192", "Active");
  expect(events.at(-1)).toBe("made 3DF92-192 2 Active at 5000");
  vi.advanceTimersByTime(2_000);
  expect(events.at(-1)).toMatch(/^made 3DF92-192 3 Active/);
});

test("two toggles in a row are two toggles, and leave one series of readings, not two", () => {
  const { fleet, events } = startedFleet({ deviceIds: ["3DF92-192"] });
  fleet.setStatus("3DF92-192", "Inactive");
  fleet.setStatus("3DF92-192", "Active");
  expect(events.slice(1)).toEqual([
    "toggled 3DF92-192 Inactive",
    "made 3DF92-192 1 Inactive at 0",
    "toggled 3DF92-192 Active",
    "made 3DF92-192 2 Active at 0",
  ]);
  events.length = 0;
  vi.advanceTimersByTime(100_000);
  expect(Math.min(...intervalsMs(events))).toBeGreaterThanOrEqual(1_000);
});

test("setting the status that a device has already changes nothing, not even the time of its next reading", () => {
  const { fleet, events } = startedFleet({ deviceIds: ["3DF92-192"] });
  vi.advanceTimersByTime(900);
  fleet.setStatus("3DF92-192", "Active");
  expect(events).toHaveLength(1);
  vi.advanceTimersByTime(1_100);
  expect(events).toHaveLength(2);
});

test("an unknown device is refused", () => {
  const { fleet } = startedFleet();
  expect(() => fleet.setStatus("nobody", "Active")).toThrow(new RangeError("Unknown device nobody"));
});

test("a disposed fleet is silent", () => {
  const { fleet, events } = startedFleet();
  fleet[Symbol.dispose]();
  events.length = 0;
  vi.advanceTimersByTime(60_000);
  expect(events).toEqual([]);
});
