import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { escapedLines } from "../../../services/shared/text/escaped-text.ts";
import { withoutCredentials } from "../../../services/shared/text/without-credentials.ts";
import { signalGroup } from "../processes/signals.ts";

/** A `docker` command that failed, or that the engine has not answered in time. The message has its output, not its arguments. */
export class DockerError extends Error {
  override readonly name = "DockerError";
}

/** Settings of a `docker` command. */
export interface DockerCommand {
  /** Environment of the command; default: that of this process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Time for the engine's answer; default: 30 s. `null`: no limit. */
  readonly timeoutMs?: number | null;
  /** Ends the command. */
  readonly signal?: AbortSignal | undefined;
  /** Receives each line of the output at once. */
  readonly onLine?: (line: string) => void;
}

/** An engine that answers at all does so within this time, also on a busy machine. */
const answerTimeoutMs = 30_000;

/**
 * Runs a `docker` command and returns its output, without white space around it.
 * @throws {DockerError}; the signal's reason if it is aborted
 */
export async function docker(
  args: readonly string[],
  { environment = process.env, timeoutMs = answerTimeoutMs, signal, onLine }: DockerCommand = {},
): Promise<string> {
  signal?.throwIfAborted();
  // In a process group of its own, so that Ctrl-C does not reach it: the testbed ends everything in order.
  const child = spawn("docker", args, {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const late = timeoutMs === null ? undefined : AbortSignal.timeout(timeoutMs);
  // With the plugin that it may run in, such as compose.
  const end = () => child.pid !== undefined && signalGroup(child.pid, "SIGKILL");
  late?.addEventListener("abort", end);
  signal?.addEventListener("abort", end);
  let output = "";
  let errors = "";
  createInterface(child.stdout).on("line", (line) => {
    output += `${line}\n`;
    onLine?.(line);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const exit = await new Promise<number | string>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("close", (code, by) => resolve(code ?? `signal ${by}`));
  });
  // Its process group may be another's from now on.
  for (const each of [late, signal]) each?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  if (late?.aborted && exit !== 0)
    throw new DockerError(`the engine has not answered within ${(timeoutMs ?? 0) / 1_000} s`);
  if (exit === 0) return output.trim();
  const reason = errors.trim() || (typeof exit === "number" ? `exit code ${exit}` : exit);
  throw new DockerError(escapedLines(withoutCredentials(reason)));
}
