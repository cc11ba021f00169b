import { EnvironmentError } from "../../services/shared/environment.ts";
import { DrillFailed } from "../drill/drill.ts";
import { ComposeFailed } from "../pipeline/compose/compose-project.ts";
import { EngineUnusable } from "../pipeline/compose/engine.ts";
import { FolderInUse } from "../pipeline/folder-lock.ts";
import { Unanswered } from "../pipeline/foreign.ts";
import { PartFailed } from "../pipeline/pipeline.ts";
import { PortsTaken } from "../pipeline/ports.ts";
import { ReportUnwritten } from "../report/write-report.ts";
import { WaitedInVain } from "../wait-for.ts";

type Kinds = readonly (abstract new (...args: never) => Error)[];

/** What the user can mend; nothing was started. */
const usageErrors: Kinds = [EnvironmentError, PortsTaken, FolderInUse, EngineUnusable, Unanswered];
/** What says all that there is to say in its message. */
const reports: Kinds = [
  ...usageErrors,
  PartFailed,
  ComposeFailed,
  DrillFailed,
  ReportUnwritten,
  WaitedInVain,
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
