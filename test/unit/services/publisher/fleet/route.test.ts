import { expect, test } from "vitest";
import { defaultRoute, startIndex } from "../../../../../services/publisher/fleet/route.ts";

test("the default route has 12 different points", () => {
  expect(new Set(defaultRoute.map(({ x, y }) => `${x},${y}`)).size).toBe(12);
});

test("devices start spread over the route", () => {
  expect([0, 1].map((device) => startIndex(defaultRoute, device, 2))).toEqual([0, 6]);
  expect([0, 1, 2, 3].map((device) => startIndex(defaultRoute, device, 4))).toEqual([0, 3, 6, 9]);
});

test("more devices than points start on the route as well", () => {
  const starts = Array.from({ length: 100 }, (_, device) => startIndex(defaultRoute, device, 100));
  expect(Math.min(...starts)).toBe(0);
  expect(Math.max(...starts)).toBe(11);
});
