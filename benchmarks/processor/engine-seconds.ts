import { endedSecondsOf, ownSecondsOf, type ProcessTable, secondsOf, treeOf } from "./process-table.ts";

/** Parts of a container engine (Docker) on this machine. */
export const enginePieces = ["engine", "shims", "port proxies", "health checks"] as const;

/** Part of a container engine. */
export type EnginePiece = (typeof enginePieces)[number];

/** Processor time of a container engine so far, in seconds. */
export interface EngineSeconds extends Readonly<Record<EnginePiece, number>> {
  /** Times of the containers, by the ids of their main processes; without health checks. */
  readonly containers: ReadonlyMap<number, number>;
}

/** Names of the engine's programs, as far as the kernel keeps them (15 bytes, proc(5)). */
const programs = {
  engine: ["dockerd", "containerd"],
  proxy: ["docker-proxy"],
  shim: ["containerd-shim"],
} as const;

/**
 * Returns the processor time of the container engine of this machine and of its containers; `undefined` if the engine does not run
 * here (another machine, a virtual one).
 *
 * A shim is the parent of its container's main process, and of every other process that the engine runs in the container: of the
 * health checks, which nothing else is here. It takes notice of their ends, so their time is that of its ended children; runc,
 * which starts them, is in it. The time that the engine takes for logs and for health checks is in its own.
 */
export function engineSeconds(table: ProcessTable): EngineSeconds | undefined {
  const engine = named(table, programs.engine);
  if (engine.length === 0) return undefined;
  const shims = named(table, programs.shim);
  const containers = new Map<number, number>();
  let checks = endedSecondsOf(table, shims);
  for (const shim of shims) {
    const [main, ...others] = childrenOf(table, shim);
    if (main === undefined) continue;
    containers.set(main, secondsOf(table, treeOf(table, main)));
    checks += secondsOf(
      table,
      others.flatMap((other) => treeOf(table, other)),
    );
  }
  return {
    engine: secondsOf(table, engine),
    shims: ownSecondsOf(table, shims),
    "port proxies": secondsOf(table, named(table, programs.proxy)),
    "health checks": checks,
    containers,
  };
}

/** Returns the ids of the engine's own processes: of all that are not in a container. */
export function engineProcesses(table: ProcessTable): number[] {
  return Object.values(programs).flatMap((names) => named(table, names));
}

/** Returns the ids of all processes in the container with this main process, of its health check, too. */
export function containerProcesses(table: ProcessTable, main: number): number[] {
  const shim = table.processes.get(main)?.parent;
  return shim === undefined ? [] : treeOf(table, shim).filter((pid) => pid !== shim);
}

function named({ processes }: ProcessTable, names: readonly string[]): number[] {
  return [...processes].filter(([, { name }]) => names.includes(name)).map(([pid]) => pid);
}

/** Returns the children of a process, the oldest first: of a shim, the main process of its container. */
function childrenOf({ processes }: ProcessTable, parent: number): number[] {
  return [...processes]
    .filter(([, stat]) => stat.parent === parent)
    .sort(([, a], [, b]) => a.startTicks - b.startTicks)
    .map(([pid]) => pid);
}
