import { type LoadProfile } from "../../services/publisher/fleet/load-profile.ts";
import { runDefaults } from "../run/run-defaults.ts";
import { type RunOptions } from "../run/run-options.ts";

/** Options of a load run. */
export interface LoadRunOptions extends RunOptions {
  /** Course of the rate over the load. */
  readonly profile: LoadProfile;
  /** MQTT connections of the publisher, which the devices share. */
  readonly connections: number;
  /** Length of the same load before the measurement: JVMs are slow at first. */
  readonly warmUpMs: number;
  /**
   * Whether this process, for the rest of its life, takes only the processor time that the pipeline leaves: facts that it
   * has not read yet wait in the journals.
   */
  readonly givesWay: boolean;
}

/** Options of a load run that the user need not give. */
export const loadDefaults = {
  ...runDefaults,
  devices: 100,
  ratePerSecond: 1_000,
  warmUpMs: 10_000,
  forMs: 30_000,
  profile: "steady",
  connections: 4,
  givesWay: false,
} as const satisfies LoadRunOptions;
