import { type LinkName, linkNames, type PartName, partNames } from "../../services/shared/topology.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { cut } from "./cut.ts";
import { type Fault } from "./fault.ts";
import { kill } from "./kill.ts";
import { pause } from "./pause.ts";
import { slow } from "./slow.ts";
import { stop } from "./stop.ts";

/** The faults of a part. */
export const partFaults = { kill, stop, pause } as const;
/** The faults of a link. */
export const linkFaults = { cut, slow } as const;

/** What is done to a part or a link. */
export type Breakage =
  | { readonly kind: keyof typeof partFaults; readonly part: PartName }
  | { readonly kind: "cut"; readonly link: LinkName }
  | { readonly kind: "slow"; readonly link: LinkName; readonly delayMs: number };

/** Which fault of what; `none`: only load. */
export type FaultPlan = Breakage | { readonly kind: "none" };

const kindsOfPartFaults = ["kill", "stop", "pause"] as const satisfies readonly (keyof typeof partFaults)[];
const slowDelayMs = 500;

/** All faults there are: three of each part and two of each link, a slow one slower by 500 ms. */
export const allFaults: readonly Breakage[] = [
  ...partNames.flatMap((part) => kindsOfPartFaults.map((kind) => ({ kind, part }))),
  ...linkNames.flatMap((link) => [
    { kind: "cut" as const, link },
    { kind: "slow" as const, link, delayMs: slowDelayMs },
  ]),
];

/** Injects the fault that is planned. */
export async function inject(pipeline: Pipeline, plan: Breakage): Promise<Fault> {
  if (plan.kind === "cut") return await cut(pipeline.link(plan.link));
  if (plan.kind === "slow") return await slow(pipeline.link(plan.link), plan.delayMs);
  return await partFaults[plan.kind](pipeline.part(plan.part));
}

/** What the fault is done to: a part, a link, or nothing. */
export function targetOf(plan: FaultPlan): PartName | LinkName | undefined {
  if (plan.kind === "none") return undefined;
  return "part" in plan ? plan.part : plan.link;
}

/** Such as "kill connect", or "none". */
export function faultName(plan: FaultPlan): string {
  return [plan.kind, targetOf(plan)].filter(Boolean).join(" ");
}
