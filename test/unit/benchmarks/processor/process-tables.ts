import { type ProcessTable } from "../../../../benchmarks/processor/process-table.ts";
import { type ProcessStat } from "../../../../testbed/pipeline/processes/proc.ts";

/** A made-up process: its name and, in clock ticks of 10 ms, its own time, that of its ended children, and its start. */
export interface MadeUpProcess {
  readonly pid: number;
  readonly parent: number;
  readonly name?: string;
  readonly cpuTicks?: number;
  readonly endedTicks?: number;
  readonly startTicks?: number;
}

/** Returns a table of these processes, as it was `atSeconds` after the first. */
export function tableOf(processes: readonly MadeUpProcess[], atSeconds = 0): ProcessTable {
  const stat = (process: MadeUpProcess): ProcessStat => ({
    ...{ state: "S", group: process.pid, session: process.pid, threads: 1 },
    ...{ name: "program", cpuTicks: 0, endedTicks: 0, startTicks: process.pid },
    ...process,
  });
  return { at: atSeconds * 1e6, processes: new Map(processes.map((each) => [each.pid, stat(each)])) };
}
