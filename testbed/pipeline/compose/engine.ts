import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { DockerError, docker } from "../container/docker.ts";

/** A Docker engine that is missing, too old, or without compose; the message has the remedy. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** Since 2.21 `ps --format json` prints a line for each container (release notes of compose); 2.21 itself has not been tried. */
const neededCompose = [2, 22] as const;

/** `!override` of docker-compose.cluster.yml is of 2.24.4 (Docker's documentation, "Merge Compose files"). */
export const neededComposeOfCluster = [2, 25] as const;

/** Major and minor number of a version. */
type Version = readonly [number, number];

/**
 * Makes sure that a Docker engine 20.10 or later answers, and that `docker compose` 2.22 or later is installed, or another version that is
 * needed.
 * @throws {EngineError}
 */
export async function requireEngine(version: Version = neededCompose): Promise<void> {
  await requireDocker("run the pipeline as processes (--runtime local)");
  const needed = version.join(".");
  const compose = await ask(
    ["compose", "version", "--short"],
    `docker compose is missing: install Docker's compose plugin, ${needed} or later.`,
  );
  if (isOlder(compose, version))
    throw new EngineError(
      `docker compose is ${escapedText(compose)}; ${needed} or later is needed. Update Docker's compose plugin.`,
    );
}

/**
 * Makes sure that a Docker engine 20.10 or later answers. `alternative`: the way without one.
 * @throws {EngineError}; the signal's reason if it is aborted
 */
export async function requireDocker(alternative: string, signal?: AbortSignal): Promise<void> {
  const engine = await ask(
    ["version", "--format", "{{.Server.Version}}"],
    `No Docker engine answers: start one, or ${alternative}.`,
    signal,
  );
  if (isOlder(engine, [20, 10]))
    throw new EngineError(`The Docker engine is ${escapedText(engine)}; 20.10 or later is needed.`);
}

/** Whether a version, such as "20.10.24+dfsg1" or "v2.20.3", is older than the one that is needed. */
function isOlder(version: string, [neededMajor, neededMinor]: Version): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

async function ask(args: readonly string[], failure: string, signal?: AbortSignal): Promise<string> {
  return await docker(args, { signal }).catch((error: unknown) => {
    throw error instanceof DockerError ? new EngineError(`${failure}\n${error.message}`) : error;
  });
}
