import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { forCount } from "../../counted.ts";
import { docker } from "../container/docker.ts";
import { FolderInUseError } from "../folder/folder-lock.ts";
import { type Ports, PortsInUseError } from "../ports.ts";
import { projectLabel } from "./project-name.ts";

/** A container in the output of `docker ps`, as far as it belongs to a compose project. */
interface StackContainer {
  readonly project: string;
  /** Folder of the project's compose file. */
  readonly folder: string;
  /** Published ports, such as "127.0.0.1:3000->3000/tcp, 9404/tcp". */
  readonly ports: string;
}

const labels = [projectLabel, `${projectLabel}.working_dir`];
const format = [...labels.map((label) => `{{.Label "${label}"}}`), "{{.Ports}}"].join("\t");

/**
 * Returns the error to report for ports in use: if stacks of compose have published them, one that names each of these stacks and
 * says what to do; otherwise the given one.
 */
export async function namingStacks(error: PortsInUseError, ports: Ports): Promise<PortsInUseError> {
  // Without an answer of the engine the given error is still right.
  const running = await runningContainers().catch(() => []);
  const stacks = Map.groupBy(running, ({ project, folder }) => `${project} of ${folder}`);
  const lines = [...stacks].flatMap(([stack, containers]) => {
    const taken = new Set(containers.flatMap((container) => publishedPorts(container.ports)));
    const variables = Object.entries(ports).filter(([, port]) => taken.has(port));
    const [{ project } = { project: "" }] = containers;
    return variables.length === 0
      ? []
      : [
          `The compose stack ${escapedText(stack)} is running and has ${forCount(variables.length, "port", "ports")} ${variables.map(([, port]) => port).join(", ")}: ` +
            `stop it (docker compose --project-name ${escapedText(project)} stop), or set ${variables.map(([name]) => name).join(", ")} to other ports.`,
        ];
  });
  return lines.length === 0 ? error : new PortsInUseError(lines.join("\n"));
}

/**
 * Makes sure that no container of a project runs. The lock of its folder keeps other pipelines of this machine out, not those of
 * others that share the engine and have the same path.
 * @throws {FolderInUseError}, {DockerError}
 */
export async function requireUnused(project: string, folder: string): Promise<void> {
  const running = await docker(["ps", "--quiet", "--filter", `label=${projectLabel}=${project}`]);
  if (running !== "")
    throw new FolderInUseError(
      `${folder} is in use by containers of the compose project ${project}, of another user of this engine: ` +
        `stop them (docker compose --project-name ${project} stop), or choose another folder (--folder).`,
    );
}

/** Returns the ports of this machine in a container's column PORTS; ports that follow each other stand there as a range. */
function publishedPorts(text: string): number[] {
  return [...text.matchAll(/:(\d+)(?:-(\d+))?->/g)].flatMap(([, first, last]) => {
    const count = last === undefined ? 1 : Number(last) - Number(first) + 1;
    return Array.from({ length: count }, (_, index) => Number(first) + index);
  });
}

async function runningContainers(): Promise<StackContainer[]> {
  const lines = (await docker(["ps", "--format", format])).split("\n");
  return lines
    .map((line) => line.split("\t"))
    .map(([project = "", folder = "", ports = ""]) => ({ project, folder, ports }))
    .filter(({ project }) => project !== "");
}
