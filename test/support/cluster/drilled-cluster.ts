import { join } from "node:path";
import { test as base } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";
import { drillPipeline } from "../../../testbed/drill/drill.ts";
import { untilReplicated } from "../../../testbed/faults/role/until-healthy.ts";
import { type FaultSpec } from "../../../testbed/faults/spec/fault-spec.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../../testbed/report/drill/drill-report.ts";
import { lossBudget, shortDrillOptions } from "../commands/short-drill.ts";

const drillTimeoutMs = 140_000;
const cluster = { kafkaNodes: 3, workers: 2 };

/** A test with a cluster as processes that the drills of its file share, one after the other; each verdict is on all readings so far. */
export const test = base
  .extend("pipeline", { scope: "file" }, async ({}, { onCleanup }) => {
    const options = shortDrillOptions({ cluster, fault: { kind: "none" } });
    const pipeline = await startTemporaryPipeline("local", {
      ...drillPipeline(options, ["bridge-kafka", "kafka-consumer", "kafka-kafka"]),
      keepLogsIn: join(checkout, "test-results", "logs", "drilled-cluster"),
    });
    onCleanup(() => pipeline[Symbol.asyncDispose]());
    return pipeline;
  })
  .extend(
    "drill",
    { scope: "file" },
    ({ pipeline }) =>
      async (fault: FaultSpec, outageMs: number): Promise<DrillReport> => {
        const signal = AbortSignal.timeout(drillTimeoutMs);
        await untilReplicated(pipeline, signal);
        const options = shortDrillOptions({ cluster, fault, outageMs, budget: lossBudget, quietMs: 10_000 });
        return (await carryOutOn(drillKind, pipeline, options, { onPhase: () => undefined, signal })).report;
      },
  );
