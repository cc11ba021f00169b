import { join } from "node:path";
import { test as base } from "vitest";
import { kafkaClientNames } from "../../../services/consumer/reader/kafka-reader.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { drillPipeline } from "../../../testbed/drill/drill.ts";
import { type FaultSpec } from "../../../testbed/faults/spec/fault-spec.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../../testbed/report/drill/drill-report.ts";
import { lossBudget, shortDrillOptions } from "../commands/short-drill.ts";
import { clientUnderTest } from "../kafka/client-under-test.ts";
import { engineIsMissing } from "./engine-is-missing.ts";

const runtime = process.env["TEST_RUNTIME"] === "compose" ? "compose" : "local";
const secure = process.env["TEST_FORM"] === "secure";
/** Whether the consumer reads with its default client. */
export const hasDefaultClient = clientUnderTest === kafkaClientNames[0];
/** Other tests run at the same time as those of the secure form and of the other client. */
const isAlone = !secure && hasDefaultClient;
const budget = isAlone ? {} : { budget: lossBudget };
const drillTimeoutMs = 240_000;

const withPipeline = base
  .extend("pipeline", { scope: "file" }, async ({}, { onCleanup }) => {
    const options = shortDrillOptions({ runtime, secure, ...budget, fault: { kind: "none" } });
    const pipeline = await startTemporaryPipeline(runtime, {
      ...drillPipeline(options),
      keepLogsIn: join(
        checkout,
        "test-results",
        "logs",
        `drilled-${runtime}${secure ? "-secure" : ""}-${clientUnderTest}`,
      ),
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
export const hasLimits = runtime === "local" && isAlone;
