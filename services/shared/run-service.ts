import { type Logger } from "pino";
import { EnvironmentError } from "./environment.ts";
import { ClientPropertiesError } from "./kafka/security/client-properties-error.ts";
import { escapedLines } from "./text/escaped-text.ts";
import { withoutCredentials } from "./text/without-credentials.ts";

/** Shutdown limit after SIGTERM or SIGINT; a service that takes longer exits with code 1. */
const shutdownTimeoutMs = 10_000;

/**
 * Time after the shutdown in which the last log lines are written. What keeps the process after that was disposed of and cannot be
 * ended, such as the look-up of a host's name while no server answers (getaddrinfo waits for some seconds).
 */
const exitTimeoutMs = 500;

/**
 * Runs a service as the main task of the process: `start` acquires its resources on the stack; SIGTERM and SIGINT dispose
 * them in reverse order, then the process ends. Exit codes: 0 stopped by a signal, 1 could not start or could not stop.
 */
export async function runService(start: (resources: AsyncDisposableStack) => Promise<Logger>): Promise<void> {
  const resources = new AsyncDisposableStack();
  const stopRequested = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });
  try {
    const logger = await start(resources);
    const signal = await stopRequested;
    logger.info({ signal }, "stopping");
    setTimeout(() => {
      // Written synchronously; the log is not.
      process.stderr.write(`did not stop within ${shutdownTimeoutMs} ms\n`);
      process.exit(1);
    }, shutdownTimeoutMs).unref();
    await resources.disposeAsync();
    logger.info("stopped");
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${escapedLines(withoutCredentials(describe(error)))}\n`);
    await resources.disposeAsync();
  }
  setTimeout(() => process.exit(), exitTimeoutMs).unref();
}

/** Returns the stack trace of an error; the message alone for a wrong setting. */
function describe(error: unknown): string {
  if (error instanceof EnvironmentError || error instanceof ClientPropertiesError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
