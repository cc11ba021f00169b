import { expect } from "vitest";
import { kill } from "../../testbed/faults/kill.ts";
import { judgePipeline } from "../support/judge-pipeline.ts";
import { flowing, test } from "../support/pipeline-test.ts";

const [device = ""] = flowing;

test("kill -9 of Kafka while readings flow loses nothing that was acknowledged, and keeps the order", async ({
  pipeline,
  arrivals,
}) => {
  await arrivals.waitForMore(device, 20);
  {
    await using _fault = await kill(pipeline.part("kafka"));
  }
  await arrivals.waitForMore(device, 20);
  const verdict = await judgePipeline(pipeline);
  expect(verdict).toMatchObject({
    dropped: [],
    unacknowledged: [],
    lost: [],
    reordered: [],
    phantom: [],
    corrupt: [],
  });
});
