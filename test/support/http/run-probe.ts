import { execFile } from "node:child_process";
import { join } from "node:path";
import { checkout } from "../../../testbed/checkout.ts";

/** Exit code and output of a probe of services/health. */
export interface ProbeResult {
  readonly code: number;
  readonly output: string;
}

/** Runs a probe of services/health with these arguments and additional variables. */
export async function runProbe(
  probe: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<ProbeResult> {
  const file = join(checkout, "services/health", probe);
  return await new Promise((resolve) => {
    execFile(
      probe.endsWith(".ts") ? process.execPath : "bash",
      [file, ...args],
      { env: { ...process.env, ...environment } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}
