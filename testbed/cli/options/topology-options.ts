import { Argument, InvalidArgumentError, Option } from "commander";
import {
  currentName,
  type FormerName,
  formerNames,
  isLinkName,
  isPartName,
  linkNames,
  partNames,
} from "../../../services/shared/topology.ts";
import { type PartFault } from "../../faults/definition/fault-definition.ts";
import { instanceTargetsInWords, isTargetOf, partsOf, targetsOf } from "../../faults/spec/spec-of.ts";
import { listed } from "../../listed.ts";

/** Returns the argument `<part>` of a fault. */
export function partArgument(definition: PartFault): Argument {
  const parts = partsOf(definition);
  const instances = instanceTargetsInWords(definition);
  const ofCluster = instances.length === 0 ? "" : `; of a cluster also ${listed(instances)}`;
  const wholePart = oneOf([...targetsOf(definition).map(String), ...instances]);
  return new Argument("<part>", `part to inject the fault into; ${formerNamesOf(isPartName)}${ofCluster}`)
    .choices(definition.strikes === "instances" ? instances : parts)
    .argParser((text: string) => (isTargetOf(definition, text) ? text : wholePart(text)));
}

/** Returns the argument `<link>`. */
export function linkArgument(): Argument {
  return new Argument("<link>", `link to inject the fault into; ${formerNamesOf(isLinkName)}`)
    .choices(linkNames)
    .argParser(oneOf(linkNames));
}

/** Returns the option `--down`: a second part that is down during the fault. */
export function downOption(): Option {
  return new Option(
    "--down <part>",
    `kill this part before the fault, start it again after it; ${formerNamesOf(isPartName)}`,
  )
    .choices(partNames)
    .argParser(oneOf(partNames));
}

/** Returns a sentence for `--help` such as "mosquitto is accepted for mqtt, connect for bridge". */
export function formerNamesOf(isNow: (name: string) => boolean): string {
  const former = (Object.keys(formerNames) as FormerName[]).filter((name) => isNow(formerNames[name]));
  return former
    .map((name, index) => `${name}${index === 0 ? " is accepted" : ""} for ${formerNames[name]}`)
    .join(", ");
}

/**
 * Returns a parser for one of these names; each word of the text may be a former name.
 * @throws {InvalidArgumentError} with the allowed names
 */
export function oneOf<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const asked = text.split(" ").map(currentName).join(" ");
    const found = names.find((name) => name === asked);
    if (found === undefined) throw new InvalidArgumentError(`Allowed choices are ${names.join(", ")}.`);
    return found;
  };
}
