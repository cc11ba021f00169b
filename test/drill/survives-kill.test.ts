import { expect } from "vitest";
import { type DrillReport } from "../../testbed/report/drill/drill-report.ts";
import { expectRecoveryWithinLimit } from "../support/commands/short-drill.ts";
import { hasDefaultClient, hasLimits, test } from "../support/drills/drilled-pipeline.ts";
import { publisherStatus } from "../support/pipeline/publisher.ts";

/** With the consumer's other client, only faults that concern it are tried again. */
const { others, killed } = hasDefaultClient
  ? ({ others: test, killed: ["consumer", "kafka", "mqtt"] } as const)
  : ({ others: test.skip, killed: ["consumer", "kafka"] } as const);

others(
  "kill -9 of Kafka Connect loses no acknowledged reading and keeps the order, and readings arrive again",
  async ({ drill }) => {
    const report = await drill({ kind: "kill", part: "bridge" });
    expectNothingLost(report);
    expectEverythingAcknowledged(report);
    // The limit is relative to a planned restart, which only the matrix measures.
    expect(report.recovery.ms).not.toBeNull();
  },
);

test.for(killed)(
  "kill -9 of %s loses no acknowledged reading and keeps the order, and readings arrive again within the limit",
  async (part, { drill }) => {
    const report = await drill({ kind: "kill", part });
    expectNothingLost(report);
    expectEverythingAcknowledged(report);
    if (hasLimits) expectRecoveryWithinLimit(report);
    else expect(report.recovery.ms).not.toBeNull();
  },
);

others(
  "kill -9 of the publisher loses no acknowledged reading, and the next publisher begins a new run",
  async ({ drill, pipeline }) => {
    const { run } = await publisherStatus(pipeline);
    const report = await drill({ kind: "kill", part: "publisher" });
    expectNothingLost(report);
    expect(report.recovery.ms).not.toBeNull();
    expect((await publisherStatus(pipeline)).run).not.toBe(run);
  },
);

/** Expects no loss, drop, invention, change or reordering, and one final reading for each deactivation. */
function expectNothingLost({ outside, counts, drain, longestSilenceMs }: DrillReport): void {
  expect(outside).toEqual([]);
  expect(drain).toMatchObject({ ended: "nothing outstanding", outstanding: 0 });
  expect(counts.acknowledged).toBeGreaterThan(500);
  expect(counts.consumed).toBeGreaterThanOrEqual(counts.acknowledged);
  // At least the outage: the fault did interrupt the flow.
  expect(longestSilenceMs).toBeGreaterThanOrEqual(1_000);
}

/** Expects that all readings are acknowledged, as they are unless the publisher is killed. */
function expectEverythingAcknowledged({ counts }: DrillReport): void {
  expect(counts.acknowledged).toBe(counts.made);
}
