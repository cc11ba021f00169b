import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { judgePipeline } from "../../support/pipeline/judge-pipeline.ts";
import { flowing, test } from "../../support/pipeline/pipeline-test.ts";

test("every device's readings arrive in the order in which they were made, none twice, none changed", async ({
  pipeline,
}) => {
  const earlier = await judgePipeline(pipeline);
  const wanted = earlier.counts.consumed + 100 * flowing.length;
  const verdict = await waitFor(
    { description: `${wanted} consumed readings`, timeoutMs: 60_000, intervalMs: 500 },
    async () => {
      const latest = await judgePipeline(pipeline);
      return latest.counts.consumed >= wanted ? latest : undefined;
    },
  );
  expect(verdict).toMatchObject({ lost: [], reordered: [], corrupt: [] });
  // Duplicates of a fault, and readings of a publisher, in another test do not count here.
  expect(verdict.duplicates).toEqual(earlier.duplicates);
  expect(verdict.phantom).toEqual(earlier.phantom);
});
