import { linkNames } from "../../../services/shared/topology.ts";
import { listed } from "../../listed.ts";
import { type FaultDefinition } from "../definition/fault-definition.ts";
import { limitInWords, type RecoveryLimit } from "../definition/recovery-limit.ts";
import { partsOf } from "./spec-of.ts";

/**
 * Returns the limits of the recovery time after a fault, such as "mqtt and consumer 3 s, bridge its planned restart +
 * 1.5 s"; without names if they are the same for every target. `undefined` if nothing is promised.
 */
export function limitsInWords(definition: FaultDefinition): string | undefined {
  const limits = limitsOf(definition);
  const targets = new Map<string, string[]>();
  for (const [target, limit] of limits) {
    if (limit.kind === "none") continue;
    const words = limitInWords(limit);
    targets.set(words, [...(targets.get(words) ?? []), target]);
  }
  const phrases = [...targets].map(([words, names]) =>
    names.length === limits.length ? words : `${listed(names)} ${words}`,
  );
  return phrases.length === 0 ? undefined : phrases.join(", ");
}

/** Returns the limits after all these faults, such as "after kill: kafka …; after cut and slow: 2 s". */
export function allLimitsInWords(definitions: readonly FaultDefinition[]): string {
  const kinds = new Map<string, string[]>();
  for (const definition of definitions) {
    const words = limitsInWords(definition);
    if (words !== undefined) kinds.set(words, [...(kinds.get(words) ?? []), definition.kind]);
  }
  return [...kinds].map(([words, names]) => `after ${listed(names)}: ${words}`).join("; ");
}

function limitsOf(definition: FaultDefinition): (readonly [target: string, RecoveryLimit])[] {
  switch (definition.target) {
    case "none":
      return [];
    case "part":
      return partsOf(definition).map((part) => [part, definition.recoveryLimit(part)]);
    case "link":
      return linkNames.map((link) => [link, definition.recoveryLimit(link)]);
  }
}
