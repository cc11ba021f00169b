import { expect, test } from "vitest";
import { deviceVariables } from "../../../../../testbed/run/source/device-variables.ts";

test.each([
  [{ devices: 50, ratePerSecond: 500 }, ["67", "133"]],
  [{ devices: 20, ratePerSecond: 300 }, ["44", "89"]],
  [{ devices: 1_000, ratePerSecond: 500_000 }, ["1", "3"]],
  [{ devices: 1, ratePerSecond: 500 }, ["1", "3"]],
])("the waits of %j vary by a factor of two, and make the rate on average", (load, expected) => {
  const { MIN_INTERVAL_MS, MAX_INTERVAL_MS } = deviceVariables({ ...load, seed: 7 });
  expect([MIN_INTERVAL_MS, MAX_INTERVAL_MS]).toEqual(expected);
});

test("the devices are named, and the seed is the publisher's", () => {
  const { DEVICES, SEED } = deviceVariables({ devices: 3, ratePerSecond: 1, seed: 9 });
  expect([DEVICES, SEED]).toEqual(["drill-1,drill-2,drill-3", "9"]);
});
