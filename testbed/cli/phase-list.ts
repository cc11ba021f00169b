import { Listr, type ListrTaskWrapper, PRESET_TIMER } from "listr2";

type Shown = ListrTaskWrapper<unknown, never, never>;

/** Shows the phases of a run as they go by: a line each, with the time that it took and how far it is. */
export class PhaseList<Phase extends string> {
  readonly #phases: readonly Phase[];
  readonly #ends: ReadonlyMap<Phase, PromiseWithResolvers<void>>;
  readonly #shown = new Map<Phase, Shown>();
  readonly #list: Promise<unknown>;
  #present: Phase | undefined;

  constructor(phases: readonly Phase[], titles: Readonly<Record<Phase, string>>) {
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
    this.#ends.get(this.#present ?? (this.#phases[0] as Phase))?.reject(new Error(reason));
    await this.#list;
  }
}
