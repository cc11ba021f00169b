import { expect, test } from "vitest";
import { containerStart } from "../../../../../../testbed/pipeline/compose/parts/container-start.ts";

const observed = { askedAt: 10_000_000, usableAt: 15_000_000 };
/** 16 s of the monotonic clock are 1,000 s of the wall clock. */
const now = { wallMs: 1_000_000, at: 16_000_000 };

test("the start of a container's process is converted to the monotonic clock", () => {
  expect(containerStart(996_500, observed, now)).toEqual({ startedAt: 12_500_000, usableAt: 15_000_000 });
});

test("an engine whose clock is ahead gives no start after the container was usable", () => {
  expect(containerStart(1_060_000, observed, now).startedAt).toBe(15_000_000);
});

test("an engine whose clock is behind gives no start before it was asked", () => {
  expect(containerStart(900_000, observed, now).startedAt).toBe(10_000_000);
});
