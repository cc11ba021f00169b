import { Listr, type ListrTaskWrapper, PRESET_TIMER } from "listr2";
import { type Phase } from "../run/phase.ts";
import { phaseTitles } from "./phase-titles.ts";

type Shown = ListrTaskWrapper<unknown, never, never>;

/** The phases of a run on the terminal: a line each, with its duration and, while it lasts, its progress. */
export class PhaseList {
  readonly #phases: readonly Phase[];
  readonly #ends: ReadonlyMap<Phase, PromiseWithResolvers<void>>;
  readonly #shown = new Map<Phase, Shown>();
  readonly #list: Promise<unknown>;
  #present: Phase | undefined;

  /** `phases`: those that are shown, in their order. A phase between two of them counts as part of the first. */
  constructor(phases: readonly Phase[]) {
    this.#phases = phases;
    this.#ends = new Map(phases.map((phase) => [phase, Promise.withResolvers<void>()]));
    this.#list = new Listr(
      phases.map((phase) => ({
        title: phaseTitles[phase],
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
      // The command reports the error.
      .catch(() => undefined);
  }

  /** Shows that a phase has begun, or its progress. */
  show(phase: Phase, detail: string): void {
    if (this.#phases.includes(phase)) this.#present = phase;
    const present = this.#present;
    if (present === undefined) return;
    const earlier = this.#phases.slice(0, this.#phases.indexOf(present));
    for (const each of earlier) this.#ends.get(each)?.resolve();
    const shown = this.#shown.get(present);
    if (shown !== undefined && detail !== "" && process.stdout.isTTY) shown.output = detail;
  }

  /** Shows that all phases are over. */
  async done(): Promise<void> {
    for (const { resolve } of this.#ends.values()) resolve();
    await this.#list;
  }

  /** Shows that the run ended in the present phase, and why. */
  async failed(reason: string): Promise<void> {
    this.#ends.get(this.#present ?? (this.#phases[0] as Phase))?.reject(new Error(reason));
    await this.#list;
  }
}
