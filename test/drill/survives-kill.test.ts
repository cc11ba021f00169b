import { expect } from "vitest";
import { type DrillReport } from "../../testbed/report/drill/drill-report.ts";
import { expectBackInTime } from "../support/commands/short-drill.ts";
import { isLocal, test } from "../support/pipeline/drilled-pipeline.ts";
import { publisherStatus } from "../support/pipeline/publisher.ts";

test("kill -9 of Kafka Connect loses nothing that was acknowledged and keeps the order, and readings arrive again", async ({
  drill,
}) => {
  const report = await drill({ kind: "kill", part: "bridge" });
  expectNothingLost(report);
  expectEverythingAcknowledged(report);
  // The limit is relative to a planned restart, which only the matrix measures.
  expect(report.recovery.ms).not.toBeNull();
});

test.for(["consumer", "kafka", "mqtt"] as const)(
  "kill -9 of %s loses nothing that was acknowledged and keeps the order, and readings arrive again in time",
  async (part, { drill }) => {
    const report = await drill({ kind: "kill", part });
    expectNothingLost(report);
    expectEverythingAcknowledged(report);
    if (isLocal) expectBackInTime(report);
    else expect(report.recovery.ms).not.toBeNull();
  },
);

test("kill -9 of the publisher loses nothing that was acknowledged, and the next one begins a run of its own", async ({
  drill,
  pipeline,
}) => {
  const { run } = await publisherStatus(pipeline);
  const report = await drill({ kind: "kill", part: "publisher" });
  expectNothingLost(report);
  expect(report.recovery.ms).not.toBeNull();
  expect((await publisherStatus(pipeline)).run).not.toBe(run);
});

/** Nothing lost, dropped, invented, changed or out of order, every deactivation with one final reading. */
function expectNothingLost({ outside, counts, drain, longestSilenceMs }: DrillReport): void {
  expect(outside).toEqual([]);
  expect(drain).toMatchObject({ ended: "nothing outstanding", outstanding: 0 });
  expect(counts.acknowledged).toBeGreaterThan(500);
  expect(counts.consumed).toBeGreaterThanOrEqual(counts.acknowledged);
  // The outage is part of it: the fault did interrupt the flow.
  expect(longestSilenceMs).toBeGreaterThanOrEqual(1_000);
}

/** A publisher that lives gets everything acknowledged that it has made. */
function expectEverythingAcknowledged({ counts }: DrillReport): void {
  expect(counts.acknowledged).toBe(counts.made);
}
