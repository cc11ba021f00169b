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

/** The argument `<part>`. Former names are accepted, and named in `--help`. */
export function partArgument(): Argument {
  return new Argument("<part>", formerNamesOf(isPartName)).choices(partNames).argParser(oneOf(partNames));
}

/** The argument `<link>`. Former names are accepted, and named in `--help`. */
export function linkArgument(): Argument {
  return new Argument("<link>", formerNamesOf(isLinkName)).choices(linkNames).argParser(oneOf(linkNames));
}

/** The option `--down`: a part that is down during the fault. */
export function downOption(): Option {
  return new Option("--down <part>", "kill this part before the fault, start it again after it")
    .choices(partNames)
    .argParser(oneOf(partNames));
}

/**
 * Returns a parser for one of these names; each of its words may be a former name.
 * @throws {InvalidArgumentError} naming what is allowed
 */
export function oneOf<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const asked = text.split(" ").map(currentName).join(" ");
    const found = names.find((name) => name === asked);
    if (found === undefined) throw new InvalidArgumentError(`Allowed choices are ${names.join(", ")}.`);
    return found;
  };
}

/** Such as "mosquitto is accepted for mqtt, connect for bridge". */
function formerNamesOf(isNow: (name: string) => boolean): string {
  const former = (Object.keys(formerNames) as FormerName[]).filter((name) => isNow(formerNames[name]));
  return former
    .map((name, index) => `${name}${index === 0 ? " is accepted" : ""} for ${formerNames[name]}`)
    .join(", ");
}
