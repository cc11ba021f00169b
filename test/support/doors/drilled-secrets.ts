import { join } from "node:path";
import { test as base, expect } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";
import { drillPipeline } from "../../../testbed/drill/drill.ts";
import { type FaultSpec } from "../../../testbed/faults/spec/fault-spec.ts";
import { type Runtime } from "../../../testbed/pipeline/runtime.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../../testbed/report/drill/drill-report.ts";
import { notes } from "../../../testbed/report/drill/notes.ts";
import { shortDrillOptions } from "../commands/short-drill.ts";

const drillTimeoutMs = 120_000;

/** Returns a test with a pipeline with shut doors that the drills of its file share, one after the other; each verdict is on all readings so far. */
export function drilledSecrets(runtime: Runtime) {
  return base
    .extend("pipeline", { scope: "file" }, async ({}, { onCleanup }) => {
      const options = shortDrillOptions({ runtime, secure: true, fault: { kind: "none" } });
      const pipeline = await startTemporaryPipeline(runtime, {
        ...drillPipeline(options, ["bridge-kafka", "kafka-consumer"]),
        keepLogsIn: join(checkout, "test-results", "logs", `drilled-secrets-${runtime}`),
      });
      onCleanup(() => pipeline[Symbol.asyncDispose]());
      return pipeline;
    })
    .extend("drill", { scope: "file" }, ({ pipeline }) => async (fault: FaultSpec): Promise<DrillReport> => {
      const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(drillTimeoutMs) };
      const options = shortDrillOptions({ runtime, secure: true, fault });
      return (await carryOutOn(drillKind, pipeline, options, hooks)).report;
    });
}

/** Expects that a fault was carried out and recovered from, that nothing was lost or reordered, and that the report says what was done. */
export function expectCarriedOut(report: DrillReport, effect: RegExp): void {
  const { outside, notCarriedOut, counts, drain, recovery } = report;
  expect({ outside, notCarriedOut }).toEqual({ outside: [], notCarriedOut: [] });
  expect(drain).toMatchObject({ ended: "nothing outstanding", outstanding: 0 });
  expect(counts.acknowledged).toBeGreaterThan(500);
  expect(counts.consumed).toBeGreaterThanOrEqual(counts.acknowledged);
  expect(recovery.ms).not.toBeNull();
  expect(report.fault?.effect).toMatch(effect);
  expect(notes(report).join("\n")).toContain(`Effect of the fault: ${report.fault?.effect}.`);
}
