import { type LinkName } from "../../services/shared/topology.ts";
import { Link } from "./link.ts";

/** The links of a pipeline by name, as far as they lead through the proxy. */
export function proxiedLinks(names: readonly LinkName[], proxyUrl: string): (name: LinkName) => Link {
  return (name) => {
    if (!names.includes(name)) throw new RangeError(`the link ${name} does not lead through the proxy`);
    return new Link(name, proxyUrl);
  };
}
