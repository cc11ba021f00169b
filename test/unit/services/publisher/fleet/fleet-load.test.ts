import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Fleet } from "../../../../../services/publisher/fleet/fleet.ts";
import { options, startedFleet } from "./started-fleet.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a load has its rate from beginning to end, starts spread over the first interval, and then makes no more", () => {
  const deviceIds = Array.from({ length: 100 }, (_, index) => `d${index}`);
  const load = { profile: "steady", lengthMs: 30_000 } as const;
  const { fleet, events } = startedFleet({ deviceIds, load });
  expect(events).toEqual([]);
  vi.advanceTimersByTime(29_000);
  expect(fleet.loadProgress).toMatchObject({ isOver: false });
  vi.advanceTimersByTime(600_000);
  expect(fleet.loadProgress).toMatchObject({ isOver: true, givenUp: 0 });
  // 100 devices that wait 1.5 s on average, for 30 s.
  expect(events.length).toBeGreaterThan(1_900);
  expect(events.length).toBeLessThan(2_100);
  const times = events.map((line) => Number(line.split(" at ")[1]));
  expect(Math.max(...times)).toBeLessThanOrEqual(30_001);
  expect(times.filter((time) => time < 750).length).toBeLessThan(80);
});

test("a load that was held up makes its overdue readings, each with the time at which it was due", () => {
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
  }, 20_000);
});

/** Returns a load of one device with a reading each 10 ms for a second, and the number of those that were made. */
function loadOfOneSecond() {
  let made = 0;
  const fleet = new Fleet(
    {
      ...options,
      deviceIds: ["d"],
      minIntervalMs: 10,
      maxIntervalMs: 10,
      load: { profile: "steady", lengthMs: 1_000 },
    },
    {
      made: (readings) => {
        made += readings.length;
      },
      toggled: () => undefined,
    },
  );
  return { fleet, made: () => made };
}

test("a load is not over at its end while overdue readings are still to be made", () => {
  const { fleet, made } = loadOfOneSecond();
  fleet.start();
  vi.advanceTimersByTime(500);
  const before = made();
  // The clock goes on, the timers do not: the process was held up.
  const hrtime = process.hrtime.bigint();
  const held = vi.spyOn(process.hrtime, "bigint").mockReturnValue(hrtime + 700_000_000n);
  expect(fleet.loadProgress).toMatchObject({ isOver: false });
  vi.advanceTimersByTime(20);
  held.mockRestore();
  expect(made()).toBeGreaterThan(before);
  vi.advanceTimersByTime(1_000);
  expect(made()).toBeGreaterThanOrEqual(99);
  expect(fleet.loadProgress).toMatchObject({ isOver: true, givenUp: 0 });
});

test("readings still overdue 10 s after the end of a load are given up and counted: made and given up are what was due", () => {
  const punctual = loadOfOneSecond();
  punctual.fleet.start();
  vi.advanceTimersByTime(20_000);

  const { fleet, made } = loadOfOneSecond();
  fleet.start();
  vi.advanceTimersByTime(500);
  const hrtime = process.hrtime.bigint();
  const held = vi.spyOn(process.hrtime, "bigint").mockReturnValue(hrtime + 10_600_000_000n);
  vi.advanceTimersByTime(20);
  const { isOver, givenUp = 0 } = fleet.loadProgress ?? {};
  held.mockRestore();
  expect(isOver).toBe(true);
  expect(givenUp).toBeGreaterThan(45);
  expect(made() + givenUp).toBe(punctual.made());
});

test("an unpaced load makes as many readings as there is room for, its devices in turn, and more once there is room again", () => {
  const made: string[] = [];
  let room = 3;
  const fleet = new Fleet(
    { ...options, load: { profile: "unpaced", lengthMs: 1_000 } },
    {
      made: (readings) => {
        made.push(...readings.map(({ seq, reading }) => `${reading.id} ${seq}`));
        room -= readings.length;
      },
      toggled: () => undefined,
      room: () => room,
    },
  );
  fleet.start();
  vi.advanceTimersByTime(10);
  expect(made).toEqual(["3DF92-192 0", "4HHC2-392 0", "3DF92-192 1"]);
  room = 1;
  fleet.roomGrew();
  vi.advanceTimersByTime(10);
  expect(made.at(-1)).toBe("4HHC2-392 1");
  expect(fleet.loadProgress).toMatchObject({ isOver: false });
  vi.advanceTimersByTime(1_000);
  room = 100;
  fleet.roomGrew();
  vi.advanceTimersByTime(10);
  expect(made).toHaveLength(4);
  expect(fleet.loadProgress).toMatchObject({ isOver: true });
});

test("an unpaced load passes over Inactive devices, and makes nothing once all are", () => {
  const made: string[] = [];
  const fleet = new Fleet(
    { ...options, load: { profile: "unpaced", lengthMs: 1_000 } },
    {
      made: (readings) => made.push(...readings.map(({ reading }) => `${reading.id} ${reading.status}`)),
      toggled: () => undefined,
      room: () => Math.max(0, 4 - made.length),
    },
  );
  fleet.start();
  fleet.setStatus("3DF92-192", "Inactive");
  vi.advanceTimersByTime(10);
  expect(made).toEqual(["3DF92-192 Inactive", ...Array.from({ length: 3 }, () => "4HHC2-392 Active")]);
  made.length = 0;
  fleet.setStatus("4HHC2-392", "Inactive");
  fleet.roomGrew();
  vi.advanceTimersByTime(10);
  expect(made).toEqual(["4HHC2-392 Inactive"]);
});
