import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { catchesSignal } from "../processes/proc.ts";
import { type Program } from "../processes/program.ts";

/** Debian installs Mosquitto in a folder that is on root's PATH only. */
const systemFolders = "/usr/sbin:/usr/local/sbin";

/** Returns Mosquitto with the pipeline's configuration, and a few lines of this runtime. */
export function mosquittoProgram(port: number, folder: string, logFile: string): Program<"mqtt"> {
  const database = join(folder, "mosquitto.db");
  let startedAtMs = 0;
  return {
    name: "mqtt",
    command: "mosquitto",
    args: ["-c", join(checkout, "services/mosquitto/mosquitto.conf")],
    environment: { ...process.env, PATH: `${process.env["PATH"]}:${systemFolders}` },
    folder,
    logFile,
    startTimeoutMs: 10_000,
    stopTimeoutMs: 5_000,
    prepare: async () => {
      startedAtMs = Date.now();
      await writeRuntimeConf(port, folder);
    },
    /**
     * Asks Mosquitto to save (SIGUSR1, mosquitto(8)): it is usable once it has. If it cannot write its data folder it only
     * logs that, at its first save, and goes on without persistence.
     */
    isUsable: async (pid, signal) => {
      if (!(await isReachable(port, signal))) return false;
      if ((await modifiedAtMs(database)) >= startedAtMs) return true;
      // Its ports are open before it has handlers for signals.
      if (!catchesSignal(pid, "SIGUSR1")) return false;
      process.kill(pid, "SIGUSR1");
      throw new Error(`${folder} is not proven writable: Mosquitto has not saved its database there`);
    },
  };
}

async function writeRuntimeConf(port: number, folder: string): Promise<void> {
  const runtimeFolder = join(folder, "runtime.d");
  await mkdir(runtimeFolder, { recursive: true });
  const lines = [
    "# Written at every start.",
    `listener ${port} ${loopback}`,
    `persistence_location ${folder}/`,
    // Started by root, Mosquitto would become a user who may not write here.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    "",
  ];
  await writeFile(join(runtimeFolder, "local.conf"), lines.join("\n"));
}

/** Returns the time of a file's last change; 0 if there is no such file. */
async function modifiedAtMs(file: string): Promise<number> {
  return await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
