import { expect } from "vitest";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { flowing, test, toggled } from "../../support/pipeline/pipeline-test.ts";
import { setStatus } from "../../support/pipeline/publisher.ts";

const device = toggled.once;
const [otherDevice = ""] = flowing;

test("a device that is switched off says so once at the consumer, is silent, and speaks again when switched on", async ({
  pipeline,
  arrivals,
}) => {
  await arrivals.waitFor(device, "a reading while it is Active", ({ status }) => status === "Active");

  expect(await setStatus(pipeline, device, "Inactive")).toBe(200);
  const final = await arrivals.waitFor(device, "the final reading", ({ status }) => status === "Inactive");

  // In the time in which another device speaks 50 times this one would have spoken too. The marker goes the same way
  // into the same partition: what was sent before it arrives before it.
  await arrivals.waitForMore(otherDevice, 50);
  await using foreign = await foreignPublisher(pipeline);
  await foreign.publishAsync("coffee", foreignReading(device, 1_001), { qos: 1 });
  await arrivals.waitFor(device, "the marker", ({ x }) => x === 1_001);
  const arrived = arrivals.of(device);
  expect(arrived.filter(({ status }) => status === "Inactive")).toEqual([final]);
  expect(arrived.at(-2)).toEqual(final);

  expect(await setStatus(pipeline, device, "Active")).toBe(200);
  const next = await arrivals.waitFor(
    device,
    "the next reading",
    // An earlier run had that seq, too.
    ({ run, seq }) => run === final.run && seq === (final.seq ?? 0) + 1,
  );
  expect(next).toMatchObject({ status: "Active", x: final.x, y: final.y });
});
