import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../checkout.ts";
import { loopback } from "../ports.ts";
import { isReachable } from "../probes/is-reachable.ts";
import { catchesSignal } from "../processes/catches-signal.ts";
import { type Program } from "../processes/process-part.ts";

/** Debian keeps Mosquitto where only root's PATH leads. */
const systemFolders = "/usr/sbin:/usr/local/sbin";

/** Mosquitto with the pipeline's configuration, and the few lines of it that are this runtime's. */
export function mosquittoProgram(port: number, folder: string, logFile: string): Program<"mqtt"> {
  const saved = join(folder, "mosquitto.db");
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
      const runtimeFolder = join(folder, "runtime.d");
      await mkdir(runtimeFolder, { recursive: true });
      await writeFile(
        join(runtimeFolder, "local.conf"),
        [
          "# Written at every start.",
          `listener ${port} ${loopback}`,
          `persistence_location ${folder}/`,
          // Started by root, Mosquitto would become a user who may not write here.
          ...(process.getuid?.() === 0 ? ["user root"] : []),
          "",
        ].join("\n"),
      );
    },
    /**
     * Mosquitto that cannot write its data folder only logs that, when it first saves, and runs on without
     * persistence. So it is asked to save (SIGUSR1, mosquitto(8)) and is usable once it has.
     */
    isUsable: async (pid, signal) => {
      if (!(await isReachable(port, signal))) return false;
      const savedAtMs = await stat(saved).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      if (savedAtMs >= startedAtMs) return true;
      // Its ports are open before it has handlers for signals.
      if (!(await catchesSignal(pid, "SIGUSR1"))) return false;
      process.kill(pid, "SIGUSR1");
      throw new Error(`${folder} is not proven writable: Mosquitto has not saved its database there`);
    },
  };
}
