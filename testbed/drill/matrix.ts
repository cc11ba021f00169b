import { allFaults, faultName } from "../faults/inject.ts";
import { type DrillOptions } from "./drill-options.ts";

/** All drills there are, under each of these loads: three faults on five parts and two on four links. */
export function matrixCells(loads: readonly Omit<DrillOptions, "fault">[]): DrillOptions[] {
  return loads.flatMap((load) => allFaults.map((fault) => ({ ...load, fault })));
}

/** Such as "kill connect qos 1". */
export function cellName({ fault, qos }: DrillOptions): string {
  return `${faultName(fault)} qos ${qos}`;
}
