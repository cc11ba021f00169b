import {
  isPartName,
  type LinkName,
  linkNames,
  type PartName,
  partNames,
} from "../../../services/shared/topology.ts";
import { type FaultDefinition, type PartFault } from "../definition/fault-definition.ts";
import { type FaultParameter } from "../definition/fault-parameter.ts";
import { isPartTarget, partOfTarget, type Role, rolesOf } from "../role/part-target.ts";
import { type SpecOf } from "./fault-spec.ts";

/**
 * Returns the spec of a fault. Parameters that are not given have their defaults.
 * @throws RangeError for a target or a parameter that is not allowed
 */
export function specOf<Definition extends FaultDefinition>(
  definition: Definition,
  target: string | undefined,
  values: Readonly<Record<string, unknown>>,
): SpecOf<Definition> {
  const { kind, parameters } = definition;
  const checked = Object.entries(parameters).map(([name, parameter]) => {
    const value = values[name] ?? parameter.default;
    if (isAllowed(parameter, value)) return [name, value];
    throw new RangeError(`fault ${kind}: ${name} ${value}: ${allowedValues(parameter)} is allowed`);
  });
  const targets = targetsOf(definition);
  const field = definition.target === "none" ? [] : [[definition.target, target]];
  if (definition.target !== "none" && !isTargetOf(definition, target ?? "")) {
    const roles = instanceTargetsInWords(definition);
    throw new RangeError(
      `fault ${kind}: ${definition.target} ${target}: one of ${[...targets, ...roles].join(", ")} is allowed`,
    );
  }
  // The compiler cannot derive the fields from the definition.
  return { kind, ...Object.fromEntries([...field, ...checked]) } as SpecOf<Definition>;
}

function isAllowed(parameter: FaultParameter, value: unknown): boolean {
  if (parameter.kind === "choice") return parameter.choices.some((choice) => choice === value);
  return Number.isInteger(value) && Number(value) >= parameter.min && Number(value) <= parameter.max;
}

function allowedValues(parameter: FaultParameter): string {
  return parameter.kind === "choice"
    ? `one of ${parameter.choices.join(", ")}`
    : `a whole number from ${parameter.min} to ${parameter.max}`;
}

/** Returns the names of the parts or links that a fault can be injected into as a whole. */
export function targetsOf(definition: FaultDefinition): readonly (PartName | LinkName)[] {
  switch (definition.target) {
    case "none":
      return [];
    case "part":
      return definition.strikes === "instances" ? [] : partsOf(definition);
    case "link":
      return linkNames;
  }
}

/** Whether a fault can be injected into this part, these processes of a part, or this link. */
export function isTargetOf(definition: FaultDefinition, target: string): boolean {
  if (targetsOf(definition).some((name) => name === target)) return true;
  if (definition.target !== "part" || !strikesInstances(definition) || !isPartTarget(target)) return false;
  return !isPartName(target) && partsOf(definition).includes(partOfTarget(target));
}

/** Returns the roles of processes that a fault can be injected into; none if only whole parts are allowed. */
export function rolesStruckBy(definition: FaultDefinition): Role[] {
  return definition.target === "part" && strikesInstances(definition)
    ? partsOf(definition).flatMap(rolesOf)
    : [];
}

/** Returns what a fault can be injected into beside whole parts, in words: roles, and a form of the names of instances. */
export function instanceTargetsInWords(definition: FaultDefinition): string[] {
  const roles = rolesStruckBy(definition);
  return [...roles, ...new Set(roles.map((role) => `${partOfTarget(role)}-N`))];
}

function strikesInstances({ strikes }: PartFault): boolean {
  return strikes === "instances" || strikes === "either";
}

/** Returns the names of the parts that a fault of parts can be injected into. */
export function partsOf({ parts = partNames }: PartFault): readonly PartName[] {
  return parts;
}
