import {
  currentName,
  isLinkName,
  isPartName,
  type LinkName,
  linkNames,
  type PartName,
  partNames,
} from "../../services/shared/topology.ts";
import { type FormerNameOf } from "../faults/spec/fault-spec.ts";

/** Name of a part, present or former. */
export type GivenPartName = PartName | FormerNameOf<PartName>;

/** Name of a link, present or former. */
export type GivenLinkName = LinkName | FormerNameOf<LinkName>;

/** Returns the present name of a part. @throws RangeError for any other name */
export function partNamed(given: GivenPartName): PartName {
  const name = currentName(given);
  if (isPartName(name)) return name;
  throw new RangeError(`part ${given}: one of ${partNames.join(", ")} is allowed`);
}

/** Returns the present name of a link. @throws RangeError for any other name */
export function linkNamed(given: GivenLinkName): LinkName {
  const name = currentName(given);
  if (isLinkName(name)) return name;
  throw new RangeError(`link ${given}: one of ${linkNames.join(", ")} is allowed`);
}
