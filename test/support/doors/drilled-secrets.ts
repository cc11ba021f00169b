import { join } from "node:path";
import { test as base } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";
import { drillPipeline } from "../../../testbed/drill/drill.ts";
import { type FaultSpec } from "../../../testbed/faults/spec/fault-spec.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../../testbed/report/drill/drill-report.ts";
import { shortDrillOptions } from "../commands/short-drill.ts";

const drillTimeoutMs = 120_000;

/** A test with a pipeline with shut doors that the drills of its file share, one after the other; each verdict is on all readings so far. */
export const test = base
  .extend("pipeline", { scope: "file" }, async ({}, { onCleanup }) => {
    const options = shortDrillOptions({ secure: true, fault: { kind: "none" } });
    const pipeline = await startTemporaryPipeline("local", {
      ...drillPipeline(options, ["bridge-kafka", "kafka-consumer"]),
      keepLogsIn: join(checkout, "test-results", "logs", "drilled-secrets"),
    });
    onCleanup(() => pipeline[Symbol.asyncDispose]());
    return pipeline;
  })
  .extend("drill", { scope: "file" }, ({ pipeline }) => async (fault: FaultSpec): Promise<DrillReport> => {
    const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(drillTimeoutMs) };
    const options = shortDrillOptions({ secure: true, fault });
    return (await carryOutOn(drillKind, pipeline, options, hooks)).report;
  });
