import { expect } from "vitest";
import { killWhileFlowing } from "../support/pipeline/kill-while-flowing.ts";
import { flowing, test } from "../support/pipeline/pipeline-test.ts";

const [device = ""] = flowing;

test("kill -9 of Mosquitto while readings flow loses nothing that was acknowledged, and keeps the order", async ({
  pipeline,
  arrivals,
}) => {
  const verdict = await killWhileFlowing(pipeline, arrivals, "mqtt", device);
  expect(verdict.lost).toEqual([]);
  expect(verdict).toMatchObject({ dropped: [], unacknowledged: [], reordered: [], phantom: [], corrupt: [] });
});
