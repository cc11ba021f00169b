import { chmod, copyFile, mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { catchesSignal } from "../processes/proc.ts";
import { type Program } from "../processes/program.ts";

/** Debian installs Mosquitto in a folder that is on root's PATH only. */
const systemFolders = "/usr/sbin:/usr/local/sbin";

const configuration = join(checkout, "services/mosquitto");

/**
 * Returns Mosquitto with the pipeline's configuration, and a few lines of this runtime. `certificates`: folder of certificates;
 * `undefined`: it lets everybody in, in plain text.
 */
export function mosquittoProgram(
  port: number,
  folder: string,
  logFile: string,
  certificates?: string,
): Program<"mqtt"> {
  const database = join(folder, "mosquitto.db");
  let startedAtMs = 0;
  return {
    name: "mqtt",
    command: "mosquitto",
    args: ["-c", join(configuration, "mosquitto.conf")],
    environment: { ...process.env, PATH: `${process.env["PATH"]}:${systemFolders}` },
    folder,
    logFile,
    startTimeoutMs: 10_000,
    stopTimeoutMs: 5_000,
    prepare: async () => {
      startedAtMs = Date.now();
      await writeRuntimeConf(port, folder, certificates === undefined ? "open.conf" : "secure.conf");
      if (certificates !== undefined) await provideFiles(folder, certificates);
    },
    /**
     * Asks Mosquitto to save (SIGUSR1, mosquitto(8)): it is usable once it has. If it cannot write its data folder it only
     * logs that, at its first save, and goes on without persistence.
     */
    isUsable: async (pid, signal) => {
      // Each look leaves a line in the log; with it come lines that Mosquitto holds back, such as the reason why it cannot save.
      if (!(await isReachable(port, signal))) return false;
      if ((await modifiedAtMs(database)) >= startedAtMs) return true;
      // Its ports are open before it has handlers for signals.
      if (!catchesSignal(pid, "SIGUSR1")) return false;
      process.kill(pid, "SIGUSR1");
      throw new Error(`${folder} is not proven writable: Mosquitto has not saved its database there`);
    },
  };
}

async function writeRuntimeConf(
  port: number,
  folder: string,
  door: "open.conf" | "secure.conf",
): Promise<void> {
  const runtimeFolder = join(folder, "runtime.d");
  await mkdir(runtimeFolder, { recursive: true });
  const lines = [
    "# Written at every start.",
    `persistence_location ${folder}/`,
    // Started by root, Mosquitto would become a user who may not write here.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    `listener ${port} ${loopback}`,
    await readFile(join(configuration, door), "utf8"),
  ];
  await writeFile(join(runtimeFolder, "local.conf"), lines.join("\n"));
}

/** Puts the files of the secure form where secure.conf names them. The access control list is a copy, which drills change. */
async function provideFiles(folder: string, certificates: string): Promise<void> {
  const link = join(folder, "certificates");
  await rm(link, { force: true });
  await symlink(certificates, link);
  const rights = join(folder, "acl");
  await copyFile(join(configuration, "acl"), rights);
  // Mosquitto 2.0.22 warns of rights that others may read.
  await chmod(rights, 0o600);
}

/** Returns the time of a file's last change; 0 if there is no such file. */
async function modifiedAtMs(file: string): Promise<number> {
  return await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
