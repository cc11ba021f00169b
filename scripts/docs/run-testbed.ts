import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../../testbed/cli/exit-codes.ts";

const main = fileURLToPath(new URL("../../testbed/cli/main.ts", import.meta.url));

/** Runs a command of the testbed on this terminal. Returns its exit code; one that a signal has ended counts as interrupted. */
export async function runTestbed(...command: readonly string[]): Promise<number> {
  const run = spawn(process.execPath, [...process.execArgv, main, ...command], { stdio: "inherit" });
  const [code] = (await once(run, "close")) as [number | null];
  return code ?? exitCodes.interrupted;
}
