import { type TimeSpan } from "../ledger/verdict/verdict.ts";
import { runDefaults } from "../run/run-defaults.ts";
import { type RunOptions } from "../run/run-options.ts";

/** Options of a drill. */
export interface DrillOptions extends RunOptions {
  /** Interval at which one device is toggled; `undefined`: never. */
  readonly toggleEveryMs: number | undefined;
  /** Whether a planned restart of the same part is measured after a kill, for comparison. */
  readonly comparesWithPlanned: boolean;
  /** Disturbances by the faults of earlier drills on the same pipeline, whose readings are judged again. */
  readonly earlierDisturbances?: readonly TimeSpan[];
}

/** Default options of a drill. */
export const drillDefaults = {
  ...runDefaults,
  devices: 50,
  ratePerSecond: 500,
  forMs: 10_000,
  toggleEveryMs: undefined,
  comparesWithPlanned: true,
} as const satisfies DrillOptions;
