import { type ProcessName } from "../part.ts";
import { type Program } from "./program.ts";

/** Times of every part under test: until it is usable, and from SIGTERM to its end. */
export const timeoutsUnderTest = { startTimeoutMs: 60_000, stopTimeoutMs: 10_000 } as const;

/** A part under test as a process of the shell, in the folder and with the environment of the caller; it lacks a health check. */
export function commandUnderTest<Name extends ProcessName>(
  name: Name,
  command: string,
  environment: object,
  logFile: string,
): Omit<Program<Name>, "isUsable"> {
  return {
    name,
    command: "/bin/sh",
    args: ["-c", command],
    environment: { ...process.env, ...environment },
    folder: process.cwd(),
    logFile,
    ...timeoutsUnderTest,
  };
}
