import { type ProcessName } from "../part.ts";

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
  /** Whether the process is usable; throws or returns `false` while it is not. */
  readonly isUsable: (pid: number, signal: AbortSignal) => Promise<boolean>;
  readonly startTimeoutMs: number;
  /** Longest time from SIGTERM to the end of the process; after it the process is killed. */
  readonly stopTimeoutMs: number;
}
