import { type LoadProfile } from "../../services/publisher/fleet/load-profile.ts";
import { runDefaults } from "../run/run-defaults.ts";
import { type RunOptions } from "../run/run-options.ts";

/** Options of a load run. */
export interface LoadRunOptions extends RunOptions {
  /** Course of the rate over time. `unpaced`: `ratePerSecond` is Infinity. */
  readonly profile: LoadProfile;
  /** MQTT connections of the publisher, shared by the devices. */
  readonly connections: number;
  /** Length of the warm-up, the same load before the measurement: JVMs are slow at first. */
  readonly warmUpMs: number;
  /**
   * Whether this process lowers its scheduling priority, for the rest of its life, in favour of the pipeline: unread facts
   * wait in the journals.
   */
  readonly lowPriority: boolean;
}

/** Default options of a load run. */
export const loadDefaults = {
  ...runDefaults,
  devices: 100,
  ratePerSecond: 1_000,
  warmUpMs: 10_000,
  forMs: 30_000,
  profile: "steady",
  connections: 4,
  lowPriority: false,
} as const satisfies LoadRunOptions;
