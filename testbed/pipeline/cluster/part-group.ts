import { type PartName } from "../../../services/shared/topology.ts";
import { type Part, type ProcessName, type StartTimes } from "../part.ts";

/** The processes of a part that has several, as one part: what is asked of it happens to all of them at the same time. */
export class PartGroup<Name extends PartName = PartName> implements Part<Name> {
  readonly name: Name;
  readonly #instances: readonly Part<ProcessName>[];

  /** `instances`: one or more. */
  constructor(name: Name, instances: readonly Part<ProcessName>[]) {
    this.name = name;
    this.#instances = instances;
  }

  /** That of the first one. */
  get logFile(): string {
    return this.#instances[0]?.logFile ?? "";
  }

  /** Those of the latest start: all are usable by then. */
  get startTimes(): StartTimes {
    const [latest] = this.#instances
      .map(({ startTimes }) => startTimes)
      .toSorted((a, b) => b.usableAt - a.usableAt);
    if (latest === undefined) throw new Error(`${this.name} has no process`);
    return latest;
  }

  async start(): Promise<void> {
    await this.#each((instance) => instance.start());
  }

  async stop(): Promise<void> {
    await this.#each((instance) => instance.stop());
  }

  async kill(): Promise<void> {
    await this.#each((instance) => instance.kill());
  }

  async pause(): Promise<void> {
    await this.#each((instance) => instance.pause());
  }

  async resume(): Promise<void> {
    await this.#each((instance) => instance.resume());
  }

  async reload(): Promise<void> {
    await this.#each((instance) => instance.reload());
  }

  /** Returns `undefined`: there is none that stands for all. */
  processId(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Waits for all, so that none is on its way when the first failure is thrown. */
  async #each(action: (instance: Part<ProcessName>) => Promise<void>): Promise<void> {
    const results = await Promise.allSettled(this.#instances.map(action));
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}

/** Returns the processes of a part as one part; a single one as it is. */
export function asOnePart<Name extends PartName>(
  name: Name,
  instances: readonly Part<ProcessName>[],
): Part<Name> {
  const [only] = instances;
  return only?.name === name ? (only as Part<Name>) : new PartGroup(name, instances);
}
