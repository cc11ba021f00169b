import { type LinkName } from "../../services/forwarder/link-name.ts";
import { Link } from "./link.ts";

/** The links of a pipeline by name, as far as they lead through the forwarder. */
export function forwardedLinks(names: readonly LinkName[], forwarderUrl: string): (name: LinkName) => Link {
  return (name) => {
    if (!names.includes(name)) throw new RangeError(`the link ${name} does not lead through the forwarder`);
    return new Link(name, forwarderUrl);
  };
}
