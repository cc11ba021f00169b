import { expect, test } from "vitest";
import { startPipeline } from "../../testbed/library/start-pipeline.ts";
import "../../testbed/library/vitest.ts";

test("a user's test starts a pipeline, injects two faults, and checks the results with matchers", async () => {
  await using pipeline = await startPipeline();

  const cut = await pipeline.withFault({ kind: "cut", link: "bridge-kafka" }, { forMs: 2_000 });
  expect(cut).toHaveLost(0);
  expect(cut).toRecoverWithin("10s");

  // `connect` is the former name of the bridge.
  const paused = await pipeline.withFault({ kind: "pause", part: "connect" }, { forMs: 2_000 });
  expect(paused).toHaveLost(0);
  expect(paused).toHaveDuplicates({ atMost: 50 });
  expect(paused).toHaveUnconfirmed(0);
  expect(paused).toHaveUnsent(0);
  expect(paused.verdict.counts.made).toBeGreaterThan(cut.verdict.counts.made);
  expect(() => expect(paused).toHaveLost(1)).toThrow("expected 1 lost reading, found 0");
});
