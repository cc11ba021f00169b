import { startPipeline } from "mqtt-kafka-testbed";
import "mqtt-kafka-testbed/vitest";
import { expect, test } from "vitest";

// Add `{ bridge: { command: "…" } }` to test your own bridge instead of the connector.
test("a bridge loses nothing when it is killed under load", { timeout: 180_000 }, async () => {
  await using pipeline = await startPipeline();
  const run = await pipeline.withFault({ kind: "kill", part: "bridge" });
  expect(run).toHaveLost(0);
  expect(run).toHaveDuplicates({ atMost: 1_000 });
  expect(run).toRecoverWithin("60s");
  expect(run.verdict.counts.reordered).toBe(0);
});
