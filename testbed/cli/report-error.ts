import { EnvironmentError } from "../../services/shared/environment.ts";
import { ClientPropertiesError } from "../../services/shared/kafka/security/client-properties-error.ts";
import { CertificatesError } from "../certificates/certificates-error.ts";
import { RoleError } from "../faults/role/role-error.ts";
import { firstError } from "../first-error.ts";
import { KafkaDataError } from "../pipeline/cluster/kafka-data.ts";
import { ComposeError } from "../pipeline/compose/compose-project.ts";
import { EngineError } from "../pipeline/compose/engine.ts";
import { DockerError } from "../pipeline/container/docker.ts";
import { ImageError } from "../pipeline/container/image.ts";
import { FolderInUseError } from "../pipeline/folder/folder-lock.ts";
import { UnreachableError } from "../pipeline/foreign/foreign-pipeline.ts";
import { PartFailedError } from "../pipeline/part.ts";
import { PortsInUseError } from "../pipeline/ports.ts";
import { StillRunningError } from "../pipeline/processes/still-running-error.ts";
import { ReportFolderError } from "../report/report-folder.ts";
import { ReportWriteError } from "../report/write-report.ts";
import { RunError } from "../run/run-error.ts";
import { TimeoutError } from "../wait-for.ts";
import { printError, printUnexpected } from "./terminal.ts";

type ErrorClasses = readonly (abstract new (...args: never) => Error)[];

/** Errors that the user can correct; nothing was started. */
const usageErrors: ErrorClasses = [
  EnvironmentError,
  ClientPropertiesError,
  PortsInUseError,
  FolderInUseError,
  EngineError,
  ImageError,
  UnreachableError,
  ReportFolderError,
  CertificatesError,
  KafkaDataError,
];
/** Errors with a complete message, printed without a stack. */
const completeErrors: ErrorClasses = [
  ...usageErrors,
  PartFailedError,
  ComposeError,
  DockerError,
  RoleError,
  RunError,
  ReportWriteError,
  StillRunningError,
  TimeoutError,
];

/** Whether the user can correct the error, and nothing was started. */
export function isUsageError(error: unknown): boolean {
  return isOneOf(firstError(error), usageErrors);
}

/** Prints the message of an error, without those of the clean-up after it; an unexpected one with its stack. */
export function reportError(given: unknown): void {
  const error = firstError(given);
  if (isOneOf(error, completeErrors) && error instanceof Error) printError(`\n${error.message}`);
  else printUnexpected(error);
}

function isOneOf(error: unknown, classes: ErrorClasses): boolean {
  return classes.some((errorClass) => error instanceof errorClass);
}
