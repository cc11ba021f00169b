import { expect } from "vitest";
import { type PartName } from "../../services/shared/topology.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { carryOutOn } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../testbed/report/drill/drill-report.ts";
import { type ShortDrillOptions, shortDrillOptions } from "../support/commands/short-drill.ts";
import { test } from "../support/drills/drilled-pipeline.ts";

async function drillOf(pipeline: Pipeline, given: ShortDrillOptions): Promise<DrillReport> {
  const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(120_000) };
  return (await carryOutOn(drillKind, pipeline, shortDrillOptions(given), hooks)).report;
}

test.for<[part: PartName, down: PartName]>([
  ["bridge", "kafka"],
  ["consumer", "kafka"],
  ["publisher", "mqtt"],
])(
  "a drill that kills %s while %s is down ends: it comes back after the part that it waits for",
  async ([part, down], { pipeline }) => {
    const report = await drillOf(pipeline, { fault: { kind: "kill", part }, down });
    expect([report.outcome, report.outside]).toEqual(["inside", []]);
    expect(report.recovery.ms).not.toBeNull();
    expect(pipeline.part(part).startTimes.startedAt).toBeGreaterThan(pipeline.part(down).startTimes.usableAt);
  },
);

// The last one: what it loses is in the counts of all later drills of the pipeline.
test("readings lost by a killed Mosquitto while Connect is down are located at the broker, at most those at risk", async ({
  pipeline,
}) => {
  const { counts, lostAt, atRisk, anomalies } = await drillOf(pipeline, {
    fault: { kind: "kill", part: "mqtt" },
    down: "bridge",
    outageMs: 3_000,
    quietMs: 6_000,
    toggleEveryMs: undefined,
  });
  // Mosquitto saves every two seconds and is killed after three: the readings of the last second are nearly always lost.
  expect(counts.lost).toBeLessThanOrEqual(atRisk?.readings ?? 0);
  expect(atRisk?.readings).toBeGreaterThan(0);
  expect(lostAt).toMatchObject({ "mqtt-bridge": counts.lost, "kafka-consumer": 0, "bridge-kafka": 0 });
  expect(anomalies.lost).toHaveLength(counts.lost);
});
