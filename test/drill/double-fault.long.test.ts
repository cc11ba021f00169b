import { expect } from "vitest";
import { type PartName } from "../../services/shared/topology.ts";
import { carryOutOn } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { shortDrill, shortDrillOptions } from "../support/commands/short-drill.ts";
import { test } from "../support/pipeline/drilled-pipeline.ts";

test("readings lost by a killed Mosquitto while Connect is down are located at the broker, at most those at risk", async () => {
  const report = await shortDrill({
    fault: { kind: "kill", part: "mqtt" },
    down: "bridge",
    outageMs: 3_000,
    toggleEveryMs: undefined,
  });
  const { counts, lostAt, atRisk, anomalies } = report;
  // Mosquitto saves every two seconds and is killed after three: the readings of the last second are nearly always lost.
  expect(counts.lost).toBeLessThanOrEqual(atRisk?.readings ?? 0);
  expect(atRisk?.readings).toBeGreaterThan(0);
  expect(lostAt).toMatchObject({ "mqtt-bridge": counts.lost, "kafka-consumer": 0, "bridge-kafka": 0 });
  expect(anomalies.lost).toHaveLength(counts.lost);
});

test.for<[part: PartName, down: PartName]>([
  ["bridge", "kafka"],
  ["consumer", "kafka"],
  ["publisher", "mqtt"],
])(
  "a drill that kills %s while %s is down ends: it comes back after the part that it waits for",
  async ([part, down], { pipeline }) => {
    const options = shortDrillOptions({ fault: { kind: "kill", part }, down });
    const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(120_000) };
    const { report } = await carryOutOn(drillKind, pipeline, options, hooks);
    expect([report.outcome, report.outside]).toEqual(["inside", []]);
    expect(report.recovery.ms).not.toBeNull();
    expect(pipeline.part(part).startTimes.startedAt).toBeGreaterThan(pipeline.part(down).startTimes.usableAt);
  },
);
