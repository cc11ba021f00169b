/** Source of the readings of a run. */
export interface LoadSource {
  /** The phase before the load: until readings flow, or a warm-up of fixed length. */
  readonly firstPhase: "flow" | "warm-up";
  /** Whether the load can be extended until readings arrive again after a fault. */
  readonly isOpenEnded: boolean;
  /** Readings made from this time on are those of the run; µs of the monotonic clock. */
  readonly madeFrom: number;
  /** Starts the making of readings by the publisher. */
  begin(signal: AbortSignal): Promise<void>;
  /** Waits for the start of the load. Returns its time, in µs of the monotonic clock. */
  untilLoad(signal: AbortSignal): Promise<number>;
  /** Ends the load, and waits until the publisher makes no more readings. @throws {TimeoutError} */
  end(signal: AbortSignal): Promise<void>;
}
