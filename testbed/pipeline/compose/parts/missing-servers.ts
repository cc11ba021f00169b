import { type PartName } from "../../../../services/shared/topology.ts";
import { neededParts } from "../../needed-parts.ts";
import { type ProcessName, productOf } from "../../part.ts";

/**
 * Returns the services that would wait for a server that is down, with these servers. `names`: the parts of the pipeline that run
 * in containers; `running`: the services that run.
 */
export function missingServers(
  names: readonly ProcessName[],
  running: ReadonlySet<string>,
): ReadonlyMap<string, readonly PartName[]> {
  const isRunning = (name: ProcessName) => running.has(productOf(name));
  const missing = (name: ProcessName) => neededParts(name).filter((server) => !isRunning(server));
  return new Map(
    names
      .filter(isRunning)
      .map((name) => [productOf(name), missing(name)] as const)
      .filter(([, servers]) => servers.length > 0),
  );
}
