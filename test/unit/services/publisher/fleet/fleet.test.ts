import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Fleet, type FleetOptions } from "../../../../../services/publisher/fleet/fleet.ts";
import { defaultRoute } from "../../../../../services/publisher/fleet/route.ts";

const options: FleetOptions = {
  deviceIds: ["3DF92-192", "4HHC2-392"],
  route: defaultRoute,
  minIntervalMs: 1_000,
  maxIntervalMs: 2_000,
  seed: 7,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A fleet that has started, and what it told: "made ID SEQ STATUS at MS" and "toggled ID STATUS". */
function startedFleet(changes: Partial<FleetOptions> = {}) {
  const told: string[] = [];
  const startMs = Date.now();
  const fleet = new Fleet(
    { ...options, ...changes },
    {
      made: (made) =>
        told.push(
          ...made.map(
            ({ seq, reading }) => `made ${reading.id} ${seq} ${reading.status} at ${Date.now() - startMs}`,
          ),
        ),
      toggled: ({ id, status }) => told.push(`toggled ${id} ${status}`),
    },
  );
  fleet.start();
  return { fleet, told };
}

/** The times between the readings of one device. */
function intervalsMs(told: readonly string[]): number[] {
  const times = told
    .filter((line) => line.includes("3DF92-192"))
    .map((line) => Number(line.split(" at ")[1]));
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

test("every device makes its first reading at the start", () => {
  const { told } = startedFleet();
  expect(told).toEqual(["made 3DF92-192 0 Active at 0", "made 4HHC2-392 0 Active at 0"]);
});

test("an Active device waits between the shortest and the longest interval, not always the same", () => {
  const { told } = startedFleet();
  vi.advanceTimersByTime(300_000);
  const intervals = intervalsMs(told);
  expect(intervals.length).toBeGreaterThan(150);
  expect(Math.min(...intervals)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...intervals)).toBeLessThanOrEqual(2_000);
  expect(new Set(intervals).size).toBeGreaterThan(50);
});

test("the same seed gives the same times, another seed others", () => {
  const timesWith = (seed: number) => {
    const { fleet, told } = startedFleet({ seed });
    vi.advanceTimersByTime(60_000);
    fleet[Symbol.dispose]();
    return told;
  };
  expect(timesWith(1)).toEqual(timesWith(1));
  expect(timesWith(1)).not.toEqual(timesWith(2));
});

test("deactivation makes the final reading at once, told after the toggle, and then silence", () => {
  const { fleet, told } = startedFleet({ deviceIds: ["3DF92-192"] });
  vi.advanceTimersByTime(500);
  fleet.setStatus("3DF92-192", "Inactive");
  vi.advanceTimersByTime(600_000);
  expect(told.slice(1)).toEqual(["toggled 3DF92-192 Inactive", "made 3DF92-192 1 Inactive at 500"]);
});

test("activation makes a reading at once and then goes on at the device's pace", () => {
  const { fleet, told } = startedFleet({ deviceIds: ["3DF92-192"] });
  fleet.setStatus("3DF92-192", "Inactive");
  vi.advanceTimersByTime(5_000);
  fleet.setStatus("3DF92-192", "Active");
  expect(told.at(-1)).toBe("made 3DF92-192 2 Active at 5000");
  vi.advanceTimersByTime(2_000);
  expect(told.at(-1)).toMatch(/^made 3DF92-192 3 Active/);
});

test("two toggles in a row are two toggles, and leave one pace, not two", () => {
  const { fleet, told } = startedFleet({ deviceIds: ["3DF92-192"] });
  fleet.setStatus("3DF92-192", "Inactive");
  fleet.setStatus("3DF92-192", "Active");
  expect(told.slice(1)).toEqual([
    "toggled 3DF92-192 Inactive",
    "made 3DF92-192 1 Inactive at 0",
    "toggled 3DF92-192 Active",
    "made 3DF92-192 2 Active at 0",
  ]);
  told.length = 0;
  vi.advanceTimersByTime(100_000);
  expect(Math.min(...intervalsMs(told))).toBeGreaterThanOrEqual(1_000);
});

test("setting the status that a device has already changes nothing, not even its pace", () => {
  const { fleet, told } = startedFleet({ deviceIds: ["3DF92-192"] });
  vi.advanceTimersByTime(900);
  fleet.setStatus("3DF92-192", "Active");
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(1_100);
  expect(told).toHaveLength(2);
});

test("an unknown device is refused", () => {
  const { fleet } = startedFleet();
  expect(() => fleet.setStatus("nobody", "Active")).toThrow(new RangeError("Unknown device nobody"));
});

test("a disposed fleet is silent", () => {
  const { fleet, told } = startedFleet();
  fleet[Symbol.dispose]();
  told.length = 0;
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});

test("a load makes its rate from its beginning to its end, begins spread over the first interval, and then no more", () => {
  const deviceIds = Array.from({ length: 100 }, (_, index) => `d${index}`);
  const load = { profile: "steady", lengthMs: 30_000 } as const;
  const { fleet, told } = startedFleet({ deviceIds, load });
  expect(told).toEqual([]);
  vi.advanceTimersByTime(29_000);
  expect(fleet.isOver).toBe(false);
  vi.advanceTimersByTime(600_000);
  expect(fleet.isOver).toBe(true);
  // 100 devices that wait 1.5 s on average, for 30 s.
  expect(told.length).toBeGreaterThan(1_900);
  expect(told.length).toBeLessThan(2_100);
  const times = told.map((line) => Number(line.split(" at ")[1]));
  expect(Math.max(...times)).toBeLessThanOrEqual(30_001);
  expect(times.filter((time) => time < 750).length).toBeLessThan(80);
});

test("a publisher that was held up makes what a load owes, each reading due when it was to be made", () => {
  vi.useRealTimers();
  const due: number[] = [];
  const fleet = new Fleet(
    {
      ...options,
      deviceIds: ["d"],
      minIntervalMs: 5,
      maxIntervalMs: 5,
      load: { profile: "steady", lengthMs: 200 },
    },
    { made: (made) => due.push(...made.map(({ due: at }) => at)), toggled: () => undefined },
  );
  fleet.start();
  const untilMs = performance.now() + 250;
  while (performance.now() < untilMs);
  return vi.waitFor(() => {
    expect(due.length).toBeGreaterThanOrEqual(39);
    expect(due.slice(1).map((at, index) => at - (due[index] ?? 0))).toEqual(due.slice(1).map(() => 5_000));
  });
});
