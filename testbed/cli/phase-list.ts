import { Listr, type ListrTaskWrapper, PRESET_TIMER } from "listr2";
import { escapedText } from "../../services/shared/text/escaped-text.ts";
import { type Phase } from "../run/phase.ts";
import { phaseTitles } from "./phase-titles.ts";

type Shown = ListrTaskWrapper<unknown, never, never>;

/** Display of a run's phases on the terminal: a line for each, with its duration and its current progress. */
export class PhaseList {
  readonly #phases: readonly Phase[];
  readonly #ends: ReadonlyMap<Phase, PromiseWithResolvers<void>>;
  readonly #shown = new Map<Phase, Shown>();
  readonly #list: Promise<unknown>;
  #current: Phase | undefined;

  /** `phases`: the phases to show, in order. A phase that is not among them counts as part of the one before it. */
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
      // The command reports the error itself.
      .catch(() => undefined);
  }

  /** Shows the start of a phase, or its progress. */
  show(phase: Phase, detail: string): void {
    if (this.#phases.includes(phase)) this.#current = phase;
    const current = this.#current;
    if (current === undefined) return;
    const earlier = this.#phases.slice(0, this.#phases.indexOf(current));
    for (const each of earlier) this.#ends.get(each)?.resolve();
    const shown = this.#shown.get(current);
    // Without a terminal each progress is a line: that of the start is rare.
    const isShown = detail !== "" && (process.stdout.isTTY || phase === "start");
    if (shown !== undefined && isShown) shown.output = escapedText(detail);
  }

  /** Shows all phases as completed. */
  async done(): Promise<void> {
    for (const { resolve } of this.#ends.values()) resolve();
    await this.#list;
  }

  /** Shows the current phase as failed, with the reason. */
  async failed(reason: string): Promise<void> {
    this.#ends.get(this.#current ?? (this.#phases[0] as Phase))?.reject(new Error(reason));
    await this.#list;
  }
}
