import { join } from "node:path";
import { test as base } from "vitest";
import { type CarriedLink } from "../../../services/shared/topology.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { drillPipeline } from "../../../testbed/drill/drill.ts";
import { type FaultSpec } from "../../../testbed/faults/spec/fault-spec.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { startTemporaryPipeline } from "../../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../../testbed/report/drill/drill-report.ts";
import { type ShortDrillOptions, shortDrillOptions } from "../commands/short-drill.ts";

/** A pipeline for several drills. */
export interface SharedDrills {
  /** Folder of its logs, under test-results/logs. */
  readonly logs: string;
  /** Options of all its drills, and of the pipeline. */
  readonly options: Omit<ShortDrillOptions, "fault" | "outageMs">;
  /** Links that can be disturbed, beside mqtt-bridge. */
  readonly links?: readonly CarriedLink[];
  /** Longest time of a drill. */
  readonly timeoutMs: number;
  /** Waits until the next drill may begin. */
  readonly untilReady?: (pipeline: Pipeline, signal: AbortSignal) => Promise<void>;
}

/**
 * Returns a test with a pipeline that the drills of its file share, one after the other: `drill` carries out one; the counts of its
 * report include all readings since the start of the pipeline.
 */
export function sharedDrills({ logs, options: common, links = [], timeoutMs, untilReady }: SharedDrills) {
  return base
    .extend("pipeline", { scope: "file" }, async ({}, { onCleanup }) => {
      const options = shortDrillOptions({ ...common, fault: { kind: "none" } });
      const pipeline = await startTemporaryPipeline(options.runtime, {
        ...drillPipeline(options, links),
        keepLogsIn: join(checkout, "test-results", "logs", logs),
      });
      onCleanup(() => pipeline[Symbol.asyncDispose]());
      return pipeline;
    })
    .extend(
      "drill",
      { scope: "file" },
      ({ pipeline }) =>
        async (fault: FaultSpec, outageMs?: number): Promise<DrillReport> => {
          const signal = AbortSignal.timeout(timeoutMs);
          await untilReady?.(pipeline, signal);
          const options = shortDrillOptions({
            ...common,
            fault,
            ...(outageMs === undefined ? {} : { outageMs }),
          });
          return (await carryOutOn(drillKind, pipeline, options, { onPhase: () => undefined, signal }))
            .report;
        },
    );
}
