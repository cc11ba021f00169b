import { type Logger } from "pino";
import { EnvironmentError } from "./environment.ts";

/** How long a service may take to finish after SIGTERM or SIGINT before it ends anyway, with exit code 1. */
const shutdownTimeoutMs = 10_000;

/**
 * Runs a service as the process's main task: `start` brings everything up and moves what must be closed onto
 * the stack; SIGTERM and SIGINT close it again in reverse order, then the process ends.
 * Exit codes: 0 stopped when asked to, 1 could not start or could not stop.
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
      // Written at once, which the log is not.
      process.stderr.write(`did not stop within ${shutdownTimeoutMs} ms\n`);
      process.exit(1);
    }, shutdownTimeoutMs).unref();
    await resources.disposeAsync();
    logger.info("stopped");
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${describe(error)}\n`);
    await resources.disposeAsync();
  }
}

/** A wrong setting needs no stack trace: its message is all that there is to say. */
function describe(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
