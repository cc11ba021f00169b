import { type Phase } from "./phase.ts";

/** Hooks of a run: progress to its caller, cancellation to the run. */
export interface RunHooks {
  /**
   * Called when a phase begins, with an empty detail, and with its progress: during the start rarely, such as that of a pull; later
   * twice a second, the number of readings so far.
   */
  readonly onPhase: (phase: Phase, detail: string) => void;
  /** Called with a sentence for the user about something that did not go cleanly, such as a part that had to be killed. */
  readonly onNotice?: (notice: string) => void;
  /** Cancels the run; everything that it started is stopped. */
  readonly signal: AbortSignal;
}
