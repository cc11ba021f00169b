/** A running process or container of a part. */
export interface Running {
  /**
   * The leader of a process group of this machine that ends with it: the process itself, or the engine's client of a container.
   * `undefined` if it could not be started.
   */
  readonly leader: number | undefined;
  /** Resolves with the reason once it and all that it started have ended: an exit code, a signal. */
  readonly exit: Promise<string>;
  /** Whether it has been frozen: it takes no other signal but SIGKILL until it is thawed. */
  readonly isFrozen: boolean;
  /** Name for an error. */
  readonly description: string;
  /** Returns the id of its main process; `undefined` if it has none on this machine. */
  processId(): Promise<number | undefined>;
  /** Freezes it, and waits until nothing of it runs. */
  freeze(): Promise<void>;
  /** Lets it go on, if it is frozen. */
  thaw(): Promise<void>;
  /** Asks it to end (SIGTERM), and lets it go on if it is frozen. */
  terminate(): void;
  /** Ends it (SIGKILL). @throws {StillRunningError} if that is refused */
  kill(): Promise<void>;
}
