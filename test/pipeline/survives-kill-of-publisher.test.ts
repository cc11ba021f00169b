import { expect } from "vitest";
import { killWhileFlowing } from "../support/pipeline/kill-while-flowing.ts";
import { flowing, test } from "../support/pipeline/pipeline-test.ts";

const [device = ""] = flowing;

test("kill -9 of the publisher loses nothing that was acknowledged, and the next one begins a run of its own", async ({
  pipeline,
  arrivals,
}) => {
  const runBefore = arrivals.of(device).at(-1)?.run;
  const verdict = await killWhileFlowing(pipeline, arrivals, "publisher", device);
  expect(verdict.lost).toEqual([]);
  expect(verdict).toMatchObject({ dropped: [], unacknowledged: [], reordered: [], phantom: [], corrupt: [] });
  expect(arrivals.of(device).at(-1)?.run).not.toBe(runBefore);
});
