/** Makes the readings of a run. */
export interface LoadSource {
  /** The phase before the load: until readings flow, or a warm-up of fixed length. */
  readonly firstPhase: "flow" | "warm-up";
  /** Whether the load can last longer than asked for, until readings arrive again after a fault. */
  readonly isOpenEnded: boolean;
  /** Has the publisher make readings. */
  begin(signal: AbortSignal): Promise<void>;
  /** Waits until the load begins. Returns that time, in µs of the monotonic clock. */
  untilLoad(signal: AbortSignal): Promise<number>;
  /** Ends the load, and waits until the publisher makes no more readings. @throws {TimeoutError} */
  end(signal: AbortSignal): Promise<void>;
}
