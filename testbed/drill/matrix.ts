import { linkNames } from "../../services/forwarder/link-name.ts";
import { type FaultPlan, faultName, type partFaults } from "../faults/inject.ts";
import { partNames } from "../pipeline/pipeline.ts";
import { type DrillOptions } from "./drill-options.ts";

const faultsOfParts = ["kill", "stop", "pause"] as const satisfies readonly (keyof typeof partFaults)[];
const slowDelayMs = 500;

/** All drills there are, under each of these loads: three faults on five parts and two on four links. */
export function matrixCells(loads: readonly Omit<DrillOptions, "fault">[]): DrillOptions[] {
  const faults: FaultPlan[] = [
    ...partNames.flatMap((part) => faultsOfParts.map((kind) => ({ kind, part }))),
    ...linkNames.flatMap((link) => [
      { kind: "cut" as const, link },
      { kind: "slow" as const, link, delayMs: slowDelayMs },
    ]),
  ];
  return loads.flatMap((load) => faults.map((fault) => ({ ...load, fault })));
}

/** Such as "kill connect qos 1". */
export function cellName({ fault, qos }: DrillOptions): string {
  return `${faultName(fault)} qos ${qos}`;
}
