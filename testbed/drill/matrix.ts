import { allFaults } from "../faults/spec/all-faults.ts";
import { faultName } from "../faults/spec/resolved-fault.ts";
import { type DrillOptions } from "./drill-options.ts";

/** Returns a drill of every fault on every part and link, under each of these loads. */
export function matrixCells(loads: readonly Omit<DrillOptions, "fault">[]): DrillOptions[] {
  return loads.flatMap((load) => allFaults.map((fault) => ({ ...load, fault })));
}

/** Such as "kill connect qos 1". */
export function cellName({ fault, qos }: DrillOptions): string {
  return `${faultName(fault)} qos ${qos}`;
}
