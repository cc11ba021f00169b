import { Argument, InvalidArgumentError, Option } from "commander";
import {
  currentName,
  type FormerName,
  formerNames,
  isLinkName,
  isPartName,
  linkNames,
  type PartName,
  partNames,
} from "../../../services/shared/topology.ts";

/** Returns the argument `<part>`. */
export function partArgument(parts: readonly PartName[] = partNames): Argument {
  return new Argument("<part>", `part to inject the fault into; ${formerNamesOf(isPartName)}`)
    .choices(parts)
    .argParser(oneOf(parts));
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
