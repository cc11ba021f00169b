import { type MadeReading } from "./device.ts";

/** A reading that was made, and the time at which it was due. */
export interface DueReading extends MadeReading {
  /** µs of the monotonic clock. */
  readonly due: number;
}
