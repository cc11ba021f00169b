import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Label with which compose marks all that belongs to a project. */
const projectLabel = "com.docker.compose.project";
const serviceLabel = "com.docker.compose.service";

/**
 * Removes containers and networks of a compose project whose tester was killed, and its `volumes` if they go with it. Asks the
 * engine itself, since compose would need the files and variables of that start. Returns the services that had containers; none
 * without an engine.
 */
export async function removeLeftContainers(
  project: string,
  { volumes }: { readonly volumes: boolean },
): Promise<string[]> {
  try {
    const filter = ["--filter", `label=${projectLabel}=${project}`];
    const format = ["--format", `{{.ID}} {{.Label "${serviceLabel}"}}`];
    const containers = (await docker("ps", "--all", ...filter, ...format)).map((line) => line.split(" "));
    await remove(
      ["rm", "--force", "--volumes"],
      containers.map(([id = ""]) => id),
    );
    await remove(["network", "rm"], await docker("network", "ls", "--quiet", ...filter));
    if (volumes) await remove(["volume", "rm"], await docker("volume", "ls", "--quiet", ...filter));
    return containers.map(([, service = ""]) => service);
  } catch {
    return [];
  }
}

async function remove(command: readonly string[], names: readonly string[]): Promise<void> {
  if (names.length > 0) await docker(...command, ...names);
}

/** Returns the lines that docker prints. */
async function docker(...args: readonly string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)("docker", args);
  return stdout.split("\n").filter(Boolean);
}
