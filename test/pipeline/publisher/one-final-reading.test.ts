import { expect } from "vitest";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { flowing, test, toggled } from "../../support/pipeline/pipeline-test.ts";
import { setStatus } from "../../support/pipeline/publisher.ts";

const device = toggled.often;
const [otherDevice = ""] = flowing;
const toggles = 100;

test("100 fast toggles are 50 deactivations with one final reading each, and nothing follows the last", async ({
  pipeline,
  arrivals,
}) => {
  const earlier = arrivals.of(device).length;
  for (let toggle = 1; toggle <= toggles; toggle += 1) {
    await setStatus(pipeline, device, toggle % 2 === 1 ? "Inactive" : "Active");
  }
  await setStatus(pipeline, device, "Inactive");

  await arrivals.waitForMore(otherDevice, 50);
  await using foreign = await foreignPublisher(pipeline);
  await foreign.publishAsync("coffee", foreignReading(device, 1_002), { qos: 1 });
  await arrivals.waitFor(device, "the marker", ({ x }) => x === 1_002);

  const arrived = arrivals.of(device).slice(earlier, -1);
  expect(arrived.filter(({ arrival }) => arrival !== "next" && arrival !== "first")).toEqual([]);
  const statuses = arrived.map(({ status }) => status);
  expect(statuses.filter((status) => status === "Inactive")).toHaveLength(toggles / 2 + 1);
  expect(statuses.at(-1)).toBe("Inactive");
  // After each final reading but the last comes the reading of the activation, never a second final one.
  const followers = statuses.filter((_, index) => statuses[index - 1] === "Inactive");
  expect(new Set(followers)).toEqual(new Set(["Active"]));
});
