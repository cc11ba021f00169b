import { allFaults, clusterFaults, openFaults } from "../faults/spec/all-faults.ts";
import { type FaultSpec } from "../faults/spec/fault-spec.ts";
import { canHave, faultName } from "../faults/spec/resolved-fault.ts";
import { faultWindow } from "../run/engine/fault-window.ts";
import { type SeriesEntry } from "../run/series.ts";
import { testedName } from "../run/tested-name.ts";
import { type DrillOptions } from "./drill-options.ts";

/**
 * Returns the drills of the matrix: each of these faults, by default all that the pipeline can have: on every part and link, or those by role of a cluster, under each of these loads.
 * @throws RangeError if the outage is too short for one of the faults
 */
export function matrixCells(
  loads: readonly Omit<DrillOptions, "fault">[],
  outageMs: number,
  faults?: readonly FaultSpec[],
): SeriesEntry<DrillOptions>[] {
  return loads.flatMap((load) =>
    (faults ?? faultsOf(load)).map((spec) => {
      const fault = faultWindow(spec, outageMs);
      return {
        name: `${faultName(spec)} qos ${load.qos}`,
        bridge: testedName(load),
        options: { ...load, ...(fault ? { fault } : {}) },
      };
    }),
  );
}

function faultsOf({ secure, cluster }: Omit<DrillOptions, "fault">): readonly FaultSpec[] {
  if (cluster !== undefined) return clusterFaults.filter((spec) => canHave(spec, cluster));
  return secure ? allFaults : openFaults;
}
