import { currentName } from "../../../services/shared/topology.ts";
import { type FaultSpec, type GivenFaultSpec } from "./fault-spec.ts";
import { definitionOf } from "./resolved-fault.ts";
import { specOf } from "./spec-of.ts";

/**
 * Returns the spec with the present names of parts and links.
 * @throws RangeError for a kind, a target or a parameter that is not allowed
 */
export function normalizedFault(given: GivenFaultSpec): FaultSpec {
  const definition = definitionOf(given.kind);
  const fields: Readonly<Record<string, string | number>> = given;
  return specOf(definition, currentName(String(fields[definition.target])), fields);
}
