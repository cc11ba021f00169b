import { type LinkName } from "../../services/shared/topology.ts";
import { LinkControl } from "./link-control.ts";

/** The links of a pipeline by name, as far as they lead through the proxy. */
export function proxiedLinks(names: readonly LinkName[], proxyUrl: string): (name: LinkName) => LinkControl {
  return (name) => {
    if (!names.includes(name)) throw new RangeError(`the link ${name} does not lead through the proxy`);
    return new LinkControl(name, proxyUrl);
  };
}
