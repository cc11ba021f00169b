import { type LoadProfile } from "../../services/publisher/fleet/load-profile.ts";
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
