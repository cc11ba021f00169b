import { expect } from "vitest";
import { judgePipeline } from "../../support/pipeline/judge-pipeline.ts";
import { flowing, test } from "../../support/pipeline/pipeline-test.ts";

test("every device's readings arrive in the order in which they were made, none twice, none changed", async ({
  pipeline,
  arrivals,
}) => {
  const earlier = await judgePipeline(pipeline);
  await Promise.all(flowing.map((device) => arrivals.waitForMore(device, 100)));
  const verdict = await judgePipeline(pipeline);
  expect(verdict.counts.consumed).toBeGreaterThan(earlier.counts.consumed + 100 * flowing.length);
  expect(verdict).toMatchObject({ lost: [], reordered: [], corrupt: [] });
  // Duplicates of a fault, and readings of a publisher, in another test do not count here.
  expect(verdict.duplicates).toEqual(earlier.duplicates);
  expect(verdict.phantom).toEqual(earlier.phantom);
});
