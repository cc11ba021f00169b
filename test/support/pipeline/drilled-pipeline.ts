import { join } from "node:path";
import { test as base } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";
import { drillPipeline } from "../../../testbed/drill/drill.ts";
import { type FaultSpec } from "../../../testbed/faults/spec/fault-spec.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../../testbed/report/drill/drill-report.ts";
import { lossBudget, shortDrillOptions } from "../commands/short-drill.ts";
import { engineIsMissing } from "./engine-is-missing.ts";

const runtime = process.env["TEST_RUNTIME"] === "compose" ? "compose" : "local";
const secure = process.env["TEST_FORM"] === "secure";
/** Other tests run at the same time as those of the secure form. */
const budget = secure ? { budget: lossBudget } : {};
const drillTimeoutMs = 240_000;

const withPipeline = base
  .extend("pipeline", { scope: "file" }, async ({}, { onCleanup }) => {
    const options = shortDrillOptions({ runtime, secure, ...budget, fault: { kind: "none" } });
    const pipeline = await startTemporaryPipeline(runtime, {
      ...drillPipeline(options),
      keepLogsIn: join(checkout, "test-results", "logs", `drilled-${runtime}${secure ? "-secure" : ""}`),
    });
    onCleanup(() => pipeline[Symbol.asyncDispose]());
    return pipeline;
  })
  .extend("drill", { scope: "file" }, ({ pipeline }) => async (fault: FaultSpec): Promise<DrillReport> => {
    const hooks = { onPhase: () => undefined, signal: AbortSignal.timeout(drillTimeoutMs) };
    const options = shortDrillOptions({ runtime, secure, ...budget, fault });
    return (await carryOutOn(drillKind, pipeline, options, hooks)).report;
  });

/**
 * A test with a pipeline that the drills of its file share, one after the other: `drill` carries out one; the counts of its
 * report include all readings since the start of the pipeline.
 */
export const test = runtime === "compose" && (await engineIsMissing()) ? withPipeline.skip : withPipeline;

/** Whether recovery limits hold: as processes, if no other tests run. */
export const hasLimits = runtime === "local" && !secure;
