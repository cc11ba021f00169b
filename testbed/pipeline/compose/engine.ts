import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A Docker engine that is missing, too old, or without compose; the message has the remedy. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/**
 * Makes sure that a Docker engine 20.10 or later answers, and that `docker compose` (v2) is installed.
 * @throws {EngineError}
 */
export async function requireEngine(): Promise<void> {
  const engine = await ask(["version", "--format", "{{.Server.Version}}"]).catch((error: unknown) => {
    throw new EngineError(
      `No Docker engine answers: start one, or run the pipeline as processes (--runtime local).\n${reasonOf(error)}`,
    );
  });
  const [major = 0, minor = 0] = engine.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 10)) {
    throw new EngineError(`The Docker engine is ${engine.trim()}; 20.10 or later is needed.`);
  }
  await ask(["compose", "version"]).catch((error: unknown) => {
    throw new EngineError(
      `docker compose (v2) is missing: install Docker's compose plugin.\n${reasonOf(error)}`,
    );
  });
}

async function ask(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args);
  return stdout;
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr || message).trim();
}
