import { partNames } from "../../services/shared/topology.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { type Phase } from "../../testbed/run/phase.ts";
import { type Cores, coresBetween } from "./cores.ts";
import { type ProcessTable, processTable } from "./process-table.ts";

/** Cores that the parts and the container engine use during the load of a run, without warm-up and drain. */
export class LoadCores {
  readonly #parts: ReadonlyMap<string, number | undefined>;
  #before: ProcessTable | undefined;
  #cores: Cores | undefined;

  private constructor(parts: ReadonlyMap<string, number | undefined>) {
    this.#parts = parts;
  }

  /** Looks up the processes of a pipeline's parts: a part that is restarted later has no figure. */
  static async of(pipeline: Pipeline): Promise<LoadCores> {
    const parts = partNames.map(async (name) => [name, await pipeline.part(name).processId()] as const);
    return new LoadCores(new Map(await Promise.all(parts)));
  }

  /** Takes the beginning of the load and of the drain for the period. */
  onPhase(phase: Phase): void {
    if (phase === "load") this.#before ??= processTable();
    if (phase === "drain" && this.#before !== undefined)
      this.#cores ??= coresBetween(this.#before, processTable(), this.#parts);
  }

  /** Cores of the load; `undefined` before its end. */
  get cores(): Cores | undefined {
    return this.#cores;
  }
}
