import { startPipeline } from "mqtt-kafka-testbed";
import "mqtt-kafka-testbed/vitest";
import { expect, test } from "vitest";

// With `{ bridge: { command: "…" } }` it is your program that is killed, in the place of our connector.
test("a bridge that is killed under load loses nothing", { timeout: 180_000 }, async () => {
  await using pipeline = await startPipeline();
  const run = await pipeline.withFault({ kind: "kill", part: "bridge" });
  expect(run).toHaveLost(0);
  expect(run).toHaveDuplicates({ atMost: 1_000 });
  expect(run).toRecoverWithin("60s");
  expect(run.verdict.counts.reordered).toBe(0);
});
