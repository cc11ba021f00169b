import { waitFor } from "../../wait-for.ts";
import { endMarked } from "../processes/marked-processes.ts";
import { isRunning, type ProcessIdentity, processIdentity } from "../processes/proc.ts";
import { signalGroup } from "../processes/signals.ts";
import { removeLeftBridge, removeLeftContainers } from "./left-containers.ts";

/** Longest time that the kernel takes to end processes after SIGKILL; one that waits for a disk ends after that. */
const endTimeoutMs = 10_000;

/** The leader of a process group that a part ran in. */
export interface LeftPart {
  readonly name: string;
  readonly pid: number;
}

interface LeftProcess extends ProcessIdentity {
  readonly part: string;
}

/** The rest of a pipeline whose tester was killed. */
export interface LeftPipeline {
  /** Mark of its processes. */
  readonly mark: string;
  /** Known leaders of its process groups; processes in them may have cleared the mark. */
  readonly parts?: readonly LeftPart[];
  /** Its compose project, if it has containers. */
  readonly project?: string | undefined;
  /** Whether its bridge ran in a container. */
  readonly hasBridgeContainer?: boolean | undefined;
  /** Whether its data goes, too. */
  readonly temporary?: boolean;
}

/** Processes and containers of a pipeline whose tester was killed: nobody else ends them. */
export class LeftOvers {
  readonly #pipeline: LeftPipeline;
  readonly #parts: readonly LeftPart[];
  readonly #services: string[] = [];
  readonly #found = new Map<number, LeftProcess>();

  constructor(pipeline: LeftPipeline) {
    this.#pipeline = pipeline;
    this.#parts = pipeline.parts ?? [];
    for (const { name, pid } of this.#parts) this.#note(pid, name);
  }

  /** Ends (SIGKILL) all processes that are found at the moment. Whether there were any. */
  end(): boolean {
    for (const { pid } of this.#parts) {
      if (this.#isLeft(pid)) signalGroup(pid, "SIGKILL");
    }
    const marked = endMarked(this.#pipeline.mark);
    for (const { pid, mark } of marked) this.#note(pid, mark.split("/")[1] ?? "");
    return marked.length > 0 || [...this.#found.values()].some(isRunning);
  }

  /** Waits until nothing is left. Returns the parts that SIGKILL does not end. */
  async untilEnded(): Promise<string[]> {
    const { mark, project, hasBridgeContainer = false, temporary = false } = this.#pipeline;
    // Clients of the engine that are starting containers.
    this.end();
    if (project !== undefined)
      this.#services.push(...(await removeLeftContainers(project, { volumes: temporary })));
    if (hasBridgeContainer) this.#services.push(...(await removeLeftBridge(mark)));
    const wait = { description: "left processes to end", timeoutMs: endTimeoutMs, intervalMs: 10 };
    await waitFor(wait, () => (this.end() ? undefined : true)).catch(() => undefined);
    return named([...this.#found.values()].filter(isRunning));
  }

  /** The parts that were found, with their processes, or as containers. */
  get ended(): string[] {
    return [
      ...named([...this.#found.values()]),
      ...this.#services.map((service) => `${service} (container)`),
    ];
  }

  #note(pid: number, part: string): void {
    const identity = processIdentity(pid);
    if (identity !== undefined && !this.#found.has(pid)) this.#found.set(pid, { ...identity, part });
  }

  #isLeft(pid: number): boolean {
    const left = this.#found.get(pid);
    return left !== undefined && isRunning(left);
  }
}

/** Returns each part with the ids of its processes. */
function named(processes: readonly LeftProcess[]): string[] {
  const parts = Map.groupBy(processes, ({ part }) => part);
  return [...parts].map(
    ([part, left]) =>
      `${part} (process${left.length > 1 ? "es" : ""} ${left.map(({ pid }) => pid).join(", ")})`,
  );
}
