import { type RunOptions } from "../run/run-options.ts";

/** Options of a drill. */
export interface DrillOptions extends RunOptions {
  /** How often some device is toggled; `undefined`: never. */
  readonly toggleEveryMs: number | undefined;
  /** Whether a planned restart of the same part is measured after a kill, for comparison. */
  readonly comparesWithPlanned: boolean;
}
