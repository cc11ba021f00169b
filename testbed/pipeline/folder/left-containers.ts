import { waitFor } from "../../wait-for.ts";
import { projectLabel, serviceLabel } from "../compose/project-name.ts";
import { pipelineLabel } from "../container/bridge-container.ts";
import { docker } from "../container/docker.ts";
import { productOf } from "../part.ts";

/** Time for containers to go after SIGKILL. */
const removalTimeoutMs = 20_000;

/**
 * Removes containers and networks of a compose project whose tester was killed, and its `volumes` if they go with it. Asks the
 * engine itself, since compose would need the files and variables of that start. Returns the services that had containers; none
 * without an engine.
 */
export async function removeLeftContainers(
  project: string,
  { volumes }: { readonly volumes: boolean },
): Promise<string[]> {
  const filter = ["--filter", `label=${projectLabel}=${project}`];
  try {
    const services = await removeContainers(filter);
    await remove(["network", "rm"], await lines("network", "ls", "--quiet", ...filter));
    if (volumes) await remove(["volume", "rm"], await lines("volume", "ls", "--quiet", ...filter));
    return services;
  } catch {
    return [];
  }
}

/**
 * Removes the container of a bridge image whose tester was killed, with its volumes. `mark`: that of its pipeline. Returns the
 * product in whose place it ran; none if there was no container, or there is no engine.
 */
export async function removeLeftBridge(mark: string): Promise<string[]> {
  try {
    const found = await removeContainers(["--filter", `label=${pipelineLabel}=${mark}`]);
    return found.map(() => productOf("bridge"));
  } catch {
    return [];
  }
}

/** Removes containers and waits until they are gone: the guard and the next start may both be at it. */
async function removeContainers(filter: readonly string[]): Promise<string[]> {
  const format = ["--format", `{{.ID}} {{.Label "${serviceLabel}"}}`];
  const list = async () => (await lines("ps", "--all", ...filter, ...format)).map((line) => line.split(" "));
  const found = await list();
  const wait = { description: "left containers to go", timeoutMs: removalTimeoutMs };
  await waitFor(wait, async () => {
    const ids = (await list()).map(([id = ""]) => id);
    await remove(["rm", "--force", "--volumes"], ids);
    return ids.length === 0 || undefined;
  }).catch(() => undefined);
  return found.map(([, service = ""]) => service);
}

async function remove(command: readonly string[], names: readonly string[]): Promise<void> {
  if (names.length > 0) await docker([...command, ...names]);
}

/** Returns the lines that docker prints. */
async function lines(...args: readonly string[]): Promise<string[]> {
  return (await docker(args)).split("\n").filter(Boolean);
}
