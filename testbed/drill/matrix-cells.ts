import { allFaults } from "../faults/spec/all-faults.ts";
import { faultName } from "../faults/spec/resolved-fault.ts";
import { type SeriesEntry } from "../run/series.ts";
import { testedName } from "../run/tested-name.ts";
import { type DrillOptions } from "./drill-options.ts";

/** Returns the drills of the matrix: every fault of every part and link, under each of these loads. */
export function matrixCells(
  loads: readonly Omit<DrillOptions, "fault">[],
  outageMs: number,
): SeriesEntry<DrillOptions>[] {
  return loads.flatMap((load) =>
    allFaults.map((spec) => ({
      name: `${faultName(spec)} qos ${load.qos}`,
      bridge: testedName(load),
      options: { ...load, fault: { spec, outageMs } },
    })),
  );
}
