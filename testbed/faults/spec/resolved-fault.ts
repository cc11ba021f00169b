import {
  type CarriedLink,
  isLinkName,
  type LinkName,
  type PartName,
} from "../../../services/shared/topology.ts";
import { type ClusterSize } from "../../pipeline/cluster/cluster-size.ts";
import { catalogue } from "../catalogue.ts";
import {
  type FaultDefinition,
  type LinkFault,
  type NoFault,
  type PartFault,
} from "../definition/fault-definition.ts";
import { type FaultParameter, type ParameterValues } from "../definition/fault-parameter.ts";
import { noLimit, type RecoveryLimit } from "../definition/recovery-limit.ts";
import {
  checkSeveral,
  checkTarget,
  isPartTarget,
  leavesOthers,
  type PartTarget,
  partOfTarget,
} from "../role/part-target.ts";
import { type FaultSpec } from "./fault-spec.ts";

/** A fault spec together with its definition. */
export type ResolvedFault =
  | { readonly target: "none"; readonly definition: NoFault }
  | {
      readonly target: "part";
      readonly definition: PartFault;
      readonly part: PartName;
      /** The part, or those of its processes that the fault strikes. */
      readonly struck: PartTarget;
      readonly values: ParameterValues;
    }
  | {
      readonly target: "link";
      readonly definition: LinkFault;
      readonly link: LinkName;
      readonly values: ParameterValues;
    };

/**
 * Returns the fault with its definition.
 * @throws RangeError for a kind or a target that is not allowed
 */
export function resolvedFault(spec: FaultSpec): ResolvedFault {
  const definition: FaultDefinition = definitionOf(spec.kind);
  const { target } = definition;
  if (target === "none") return { target, definition };
  const fields: Readonly<Record<string, string | number>> = spec;
  const values = Object.fromEntries(
    Object.entries<FaultParameter>(definition.parameters).map(([name, parameter]) => [
      name,
      parameter.kind === "choice" ? String(fields[name] ?? parameter.default) : Number(fields[name]),
    ]),
  );
  const name = String(fields[target]);
  if (target === "part" && isPartTarget(name))
    return { target, definition, part: partOfTarget(name), struck: name, values };
  if (target === "link" && isLinkName(name)) return { target, definition, link: name, values };
  throw new RangeError(`fault ${spec.kind}: ${target} ${name} is not allowed`);
}

/**
 * Returns the definition of this kind of fault.
 * @throws RangeError for a kind that is not in the catalogue
 */
export function definitionOf(kind: string): (typeof catalogue)[number] {
  const definition = catalogue.find((each) => each.kind === kind);
  if (definition !== undefined) return definition;
  throw new RangeError(`fault ${kind}: one of ${catalogue.map((each) => each.kind).join(", ")} is allowed`);
}

/** Returns the part that the fault is injected into; `undefined` for a fault of a link and for `none`. */
export function partOf(spec: FaultSpec): PartName | undefined {
  const fault = resolvedFault(spec);
  return fault.target === "part" ? fault.part : undefined;
}

/** Returns the link that the fault is injected into; `undefined` for a fault of a part and for `none`. */
export function linkOf(spec: FaultSpec): LinkName | undefined {
  const fault = resolvedFault(spec);
  return fault.target === "link" ? fault.link : undefined;
}

/** Returns the links that must lead through the proxy for the fault. */
export function proxiedLinksOf(spec: FaultSpec): readonly CarriedLink[] {
  const fault = resolvedFault(spec);
  if (fault.target === "part") return fault.definition.neededLinks?.(fault.part) ?? [];
  return fault.target === "link" ? [fault.link] : [];
}

/** Whether only a pipeline with shut doors can have the fault. */
export function needsSecure(spec: FaultSpec): boolean {
  const fault = resolvedFault(spec);
  return fault.target === "part" && (fault.definition.needsSecure ?? false);
}

/** Returns the link that needs a network interface of its own for the fault; `undefined` if none does. */
export function interfaceLinkOf(spec: FaultSpec): LinkName | undefined {
  const fault = resolvedFault(spec);
  return fault.target === "link" && fault.definition.needsInterface?.(fault.values) ? fault.link : undefined;
}

/** Whether the fault ends the processes of this part. */
export function endsPart(spec: FaultSpec, part: PartName): boolean {
  const fault = resolvedFault(spec);
  return fault.target === "part" && fault.part === part && fault.definition.endsProcess;
}

/** Returns what the fault is injected into: a part, processes of it, or a link; `undefined` for `none`. */
export function targetOf(spec: FaultSpec): PartTarget | LinkName | undefined {
  const fault = resolvedFault(spec);
  return fault.target === "part" ? fault.struck : linkOf(spec);
}

/** Whether a pipeline of this size can have the fault. */
export function canHave(spec: FaultSpec, size: ClusterSize): boolean {
  try {
    checkSize(spec, size);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether other processes of the same part take over, so that the recovery begins with the fault and not with its healing. */
export function isSurvived(spec: FaultSpec): boolean {
  const fault = resolvedFault(spec);
  if (fault.target !== "part") return false;
  return leavesOthers(fault.struck) || (fault.definition.needsSeveral ?? false);
}

/**
 * Makes sure that a pipeline of this size can have the fault.
 * @throws RangeError with what is needed or allowed
 */
export function checkSize(spec: FaultSpec, size: ClusterSize): void {
  const fault = resolvedFault(spec);
  if (fault.target !== "part") return;
  checkTarget(fault.struck, size);
  if (fault.definition.needsSeveral) checkSeveral(faultName(spec), fault.part, size);
}

/** Returns the parameters of the fault. */
export function parametersOf(spec: FaultSpec): ParameterValues {
  const fault = resolvedFault(spec);
  return fault.target === "none" ? {} : fault.values;
}

/** Returns the least time by which the fault delays a reading that meets it, in ms; Infinity: until its healing. */
export function holdsUpMsOf(spec: FaultSpec): number {
  const fault = resolvedFault(spec);
  return fault.target === "none" ? 0 : fault.definition.holdsUpMs(fault.values);
}

/**
 * Checks that the fault fits into its outage.
 * @throws RangeError if the outage is too short for its parameters
 */
export function checkOutage(spec: FaultSpec, outageMs: number): void {
  const fault = resolvedFault(spec);
  if (fault.target !== "link") return;
  const leastMs = fault.definition.leastOutageMs?.(fault.values) ?? 0;
  if (outageMs >= leastMs) return;
  const parameters = Object.entries(fault.values).map(([name, value]) => ` with ${name} ${value}`);
  throw new RangeError(
    `fault ${spec.kind}${parameters.join("")}: an outage of at least ${leastMs} ms is allowed, not ${outageMs} ms`,
  );
}

/** Returns a name such as "kill bridge"; "none" without a fault. */
export function faultName(spec: FaultSpec): string {
  return [spec.kind, targetOf(spec)].filter(Boolean).join(" ");
}

/** Returns the limit of the recovery time after the fault. */
export function recoveryLimitOf(spec: FaultSpec): RecoveryLimit {
  const fault = resolvedFault(spec);
  switch (fault.target) {
    case "part":
      return fault.definition.recoveryLimit(fault.part, fault.struck);
    case "link":
      return fault.definition.recoveryLimit(fault.link);
    case "none":
      return noLimit;
  }
}
