import { expect } from "vitest";
import { killWhileFlowing } from "../support/pipeline/kill-while-flowing.ts";
import { flowing, test } from "../support/pipeline/pipeline-test.ts";

const [device = ""] = flowing;

test("kill -9 of the consumer while readings flow loses nothing, and keeps the order", async ({
  pipeline,
  arrivals,
}) => {
  const verdict = await killWhileFlowing(pipeline, arrivals, "consumer", device);
  expect(verdict.lost).toEqual([]);
  expect(verdict).toMatchObject({ dropped: [], unacknowledged: [], reordered: [], phantom: [], corrupt: [] });
});
