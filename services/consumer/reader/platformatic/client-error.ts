import { setTimeout as delay } from "node:timers/promises";
import { type Logger } from "pino";
import { explainedTlsError } from "../../../shared/kafka/security/tls-error.ts";

/** An error of `@platformatic/kafka`, as far as its fields are looked at. They are told by its codes, without its classes. */
interface ClientError extends Error {
  readonly code?: string;
  readonly canRetry?: boolean;
  readonly needsRejoin?: boolean;
  readonly serverErrorMessage?: string | null;
}

/** Wait until the next try. */
export const retryDelayMs = 100;
const clientCode = "PLT_KFK_";
/** Message of the client for a request without an answer; its code is that of all errors of the network. */
const unanswered = "Request timed out";
const protocolCode = "PLT_KFK_PROTOCOL";
/** Codes of errors that come again with every try. */
const lastingCodes = new Set([
  "PLT_KFK_AUTHENTICATION",
  "PLT_KFK_UNSUPPORTED_API",
  "PLT_KFK_UNSUPPORTED_COMPRESSION",
  "PLT_KFK_USER",
]);

/** Whether an error may be gone at the next try: Kafka is away, its leaders change, or a group has to be joined again. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error) || !((error as ClientError).code ?? "").startsWith(clientCode)) return false;
  return causesOf(error).every(({ code = "", canRetry, needsRejoin }) =>
    code === protocolCode ? canRetry === true || needsRejoin === true : !lastingCodes.has(code),
  );
}

/** Waits until the next try, or the signal is aborted. @throws Error with the reason, if it would come again with every try */
export async function retryAfter(error: unknown, logger: Logger, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  if (!isTransient(error)) throw explainedClientError(error);
  logger.debug({ err: error }, "Kafka has not answered; trying again");
  await delay(retryDelayMs, undefined, { signal }).catch(() => undefined);
}

/** Returns the error of a request that may go to another broker next time: a lasting one, if it had no answer. */
export function lastingIfUnanswered(error: unknown): unknown {
  return causesOf(error).some(({ message }) => message === unanswered) ? explainedClientError(error) : error;
}

/** Returns an error whose message is the reason, in one line: the client's own message is mostly that a request has failed. */
function explainedClientError(error: unknown): Error {
  const last = causesOf(error).findLast(({ message }) => message !== "");
  const reason = explainedTlsError(last) as ClientError | undefined;
  return new Error(reason?.serverErrorMessage ?? reason?.message ?? String(error), { cause: error });
}

/** Returns an error and everything that it says was its cause, each before its causes. */
function causesOf(error: unknown): ClientError[] {
  if (!(error instanceof Error)) return [];
  const causes: unknown[] = error instanceof AggregateError ? [...error.errors] : [];
  return [error as ClientError, ...[...causes, error.cause].flatMap(causesOf)];
}
