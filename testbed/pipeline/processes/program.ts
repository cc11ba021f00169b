import { type ProcessName } from "../part.ts";
import { type Running } from "./running.ts";

/** A program that a part runs as a process. */
export interface Program<Name extends ProcessName = ProcessName> {
  readonly name: Name;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly logFile: string;
  /** Runs before every start of the process. */
  readonly prepare?: (signal: AbortSignal) => Promise<void>;
  /** Starts it, for programs that are the client of a container; default: as a process. `mark`: that of the pipeline. */
  readonly run?: (mark: string | undefined) => Running;
  /** Whether the process is usable; throws or returns `false` while it is not. */
  readonly isUsable: (pid: number, signal: AbortSignal) => Promise<boolean>;
  readonly startTimeoutMs: number;
  /** Longest time from SIGTERM to the end of the process; after it the process is killed. */
  readonly stopTimeoutMs: number;
  /** Proof that the part is gone, for programs whose work may go on without their process: a container, a daemon. */
  readonly absence?: Absence;
}

/** Proof from outside that a part is gone while its process does not run. */
export interface Absence {
  /** Waits until the part is gone; called after every end of the process. @throws {StillRunningError} if it does not go */
  begin(): Promise<void>;
  /** Makes sure that it was not back since then; called before the next start. @throws {StillRunningError} if it was */
  end(): Promise<void>;
  /** Ends all that is left of it. Returns a sentence about that for the user; `undefined` if nothing was left. */
  endLeftOvers(): Promise<string | undefined>;
}
