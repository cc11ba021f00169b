import { type EnginePiece, enginePieces, engineSeconds } from "./engine-seconds.ts";
import { type ProcessTable, secondsOf, treeOf } from "./process-table.ts";

/** Processor time over a period, in cores: seconds used per second. */
export interface Cores {
  /** Cores of the parts; NaN for a part whose processes are not visible, or that did not run all the time. */
  readonly parts: Readonly<Record<string, number>>;
  /** Cores of the container engine; `undefined` if there is none on this machine. */
  readonly engine: Readonly<Record<EnginePiece, number>> | undefined;
}

/** Returns the cores used between two moments. `parts`: ids of their main processes. */
export function coresBetween(
  before: ProcessTable,
  after: ProcessTable,
  parts: ReadonlyMap<string, number | undefined>,
): Cores {
  const seconds = (after.at - before.at) / 1e6;
  const ofPart = (pid: number | undefined) => {
    if (pid === undefined || !before.processes.has(pid) || !after.processes.has(pid)) return Number.NaN;
    return (secondsOf(after, treeOf(after, pid)) - secondsOf(before, treeOf(before, pid))) / seconds;
  };
  const [engineBefore, engineAfter] = [engineSeconds(before), engineSeconds(after)];
  return {
    parts: Object.fromEntries([...parts].map(([name, pid]) => [name, ofPart(pid)])),
    engine:
      engineBefore &&
      engineAfter &&
      record(enginePieces, (piece) => (engineAfter[piece] - engineBefore[piece]) / seconds),
  };
}

/** Returns the sum of cores; NaN if one of them is unknown. */
export function sumOf(cores: Readonly<Record<string, number>> | undefined): number {
  return cores === undefined ? Number.NaN : Object.values(cores).reduce((sum, each) => sum + each, 0);
}

/** Returns cores in words, such as "kafka 0.35, consumer 0.12". */
export function coresInWords(cores: Readonly<Record<string, number>>): string {
  return Object.entries(cores)
    .map(([name, each]) => `${name} ${each.toFixed(3)}`)
    .join(", ");
}

function record<Name extends string>(
  names: readonly Name[],
  value: (name: Name) => number,
): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, number>;
}
