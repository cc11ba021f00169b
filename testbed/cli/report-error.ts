import { EnvironmentError } from "../../services/shared/environment.ts";
import { ComposeError } from "../pipeline/compose/compose-project.ts";
import { EngineError } from "../pipeline/compose/engine.ts";
import { FolderInUseError } from "../pipeline/folder/folder-lock.ts";
import { UnreachableError } from "../pipeline/foreign/foreign-pipeline.ts";
import { PartFailedError } from "../pipeline/part.ts";
import { PortsInUseError } from "../pipeline/ports.ts";
import { ReportWriteError } from "../report/write-report.ts";
import { RunError } from "../run/run-error.ts";
import { TimeoutError } from "../wait-for.ts";

type Kinds = readonly (abstract new (...args: never) => Error)[];

/** What the user can mend; nothing was started. */
const usageErrors: Kinds = [
  EnvironmentError,
  PortsInUseError,
  FolderInUseError,
  EngineError,
  UnreachableError,
];
/** What says all that there is to say in its message. */
const reports: Kinds = [
  ...usageErrors,
  PartFailedError,
  ComposeError,
  RunError,
  ReportWriteError,
  TimeoutError,
];

/** Whether the user asked for something that cannot be, so that nothing was started. */
export function isUsageError(error: unknown): boolean {
  return isOneOf(error, usageErrors);
}

/** Prints what went wrong; of unexpected errors the whole. */
export function reportError(error: unknown): void {
  console.error(isOneOf(error, reports) && error instanceof Error ? `\n${error.message}` : error);
}

function isOneOf(error: unknown, kinds: Kinds): boolean {
  return kinds.some((kind) => error instanceof kind);
}
