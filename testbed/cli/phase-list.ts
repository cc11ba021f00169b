import { Listr, type ListrTaskWrapper, PRESET_TIMER } from "listr2";
import { type Phase } from "../drill/drill.ts";

const titles: Readonly<Record<Phase, string>> = {
  start: "The pipeline starts",
  flow: "Readings flow",
  load: "Load",
  fault: "Fault",
  recovery: "Recovery",
  drain: "Drain",
  "clean restart": "A planned restart, for comparison",
  stop: "Everything stops",
};

type Shown = ListrTaskWrapper<unknown, never, never>;

/** Shows the phases of a drill as they go by: a line each, with the time that it took and how far it is. */
export class PhaseList {
  readonly #phases: readonly Phase[];
  readonly #ends: ReadonlyMap<Phase, PromiseWithResolvers<void>>;
  readonly #shown = new Map<Phase, Shown>();
  readonly #list: Promise<unknown>;
  #present: Phase = "start";

  constructor(phases: readonly Phase[]) {
    this.#phases = phases;
    this.#ends = new Map(phases.map((phase) => [phase, Promise.withResolvers<void>()]));
    this.#list = new Listr(
      phases.map((phase) => ({
        title: titles[phase],
        task: (_context, task) => {
          this.#shown.set(phase, task as unknown as Shown);
          return this.#ends.get(phase)?.promise;
        },
      })),
      {
        registerSignalListeners: false,
        rendererOptions: { timer: PRESET_TIMER, collapseErrors: false },
        fallbackRendererOptions: { timer: PRESET_TIMER },
        fallbackRendererCondition: () => !process.stdout.isTTY,
      },
    )
      .run()
      // The error is reported by who runs the drill.
      .catch(() => undefined);
  }

  /** A phase has begun, or is so far. */
  show(phase: Phase, detail: string): void {
    for (const earlier of this.#phases.slice(0, this.#phases.indexOf(phase)))
      this.#ends.get(earlier)?.resolve();
    this.#present = phase;
    const shown = this.#shown.get(phase);
    if (shown !== undefined && detail !== "" && process.stdout.isTTY) shown.output = detail;
  }

  /** All phases are over. */
  async done(): Promise<void> {
    for (const { resolve } of this.#ends.values()) resolve();
    await this.#list;
  }

  /** The present phase ended the drill. */
  async failed(reason: string): Promise<void> {
    this.#ends.get(this.#present)?.reject(new Error(reason));
    await this.#list;
  }
}
