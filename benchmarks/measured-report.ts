import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFlags } from "../services/shared/kafka/node-flags.ts";
import { checkout } from "../testbed/checkout.ts";

/**
 * Runs a command of the testbed as people do, in a process of its own, and returns a file of its report, read as JSON. What
 * it prints goes to standard error.
 * @throws Error when it ends without that file; the signal's reason when it is aborted
 */
export async function measuredReport(
  args: readonly string[],
  file: string,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), "benchmark-"));
  try {
    const command = [...nodeFlags, join(checkout, "testbed/cli/main.ts")];
    const child = spawn(process.execPath, [...command, ...args, "--out", folder], {
      stdio: ["ignore", 2, 2],
      detached: true,
    });
    // It stops what it has started.
    const end = () => child.kill("SIGINT");
    signal.addEventListener("abort", end);
    const code = await new Promise((resolve) => child.once("close", resolve));
    signal.removeEventListener("abort", end);
    signal.throwIfAborted();
    const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
    if (text === undefined) throw new Error(`testbed ${args.join(" ")} ended with exit code ${code}`);
    return JSON.parse(text);
  } finally {
    await rm(folder, { recursive: true });
  }
}
