import { type PartName } from "../../../../services/shared/topology.ts";
import { partOfInstance } from "../../cluster/instance-name.ts";
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
  /** Whether at least one process of the part runs. */
  const serves = (part: PartName) => names.some((name) => partOfInstance(name) === part && isRunning(name));
  const missing = (name: ProcessName) => neededParts(name).filter((server) => !serves(server));
  return new Map(
    names
      .filter(isRunning)
      .map((name) => [productOf(name), missing(name)] as const)
      .filter(([, servers]) => servers.length > 0),
  );
}
