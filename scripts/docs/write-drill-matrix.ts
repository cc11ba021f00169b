/**
 * Runs the drill matrix as processes and in containers, and writes both to docs/drill-matrix.md: `npm run docs:drill-matrix`,
 * about 45 minutes. Ends with the exit code of the worse one; if it was interrupted, the page is left as it was.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../../testbed/cli/exit-codes.ts";
import { type Runtime } from "../../testbed/pipeline/runtime.ts";
import { drillMatrixPage } from "./drill-matrix-page.ts";

const testbed = fileURLToPath(new URL("../../testbed/cli/main.ts", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "drill-matrix-"));
// Ctrl-C reaches the matrix, too, which stops everything that it has started; this script waits for it.
process.on("SIGINT", () => undefined);
try {
  // Containers first: a missing container engine is noticed at once.
  const codes = [await runMatrix("compose"), await runMatrix("local")];
  process.exitCode = Math.max(...codes);
  const page = drillMatrixPage(await matrixIn("local"), await matrixIn("compose"));
  await writeFile(new URL("../../docs/drill-matrix.md", import.meta.url), page);
} finally {
  await rm(folder, { recursive: true });
}

/** Runs the matrix and returns its exit code. Ends this process if there is no complete matrix. */
async function runMatrix(runtime: Runtime): Promise<number> {
  const options = ["--runtime", runtime, "--table", tableOf(runtime)];
  const matrix = spawn(process.execPath, [...process.execArgv, testbed, "drill", "matrix", ...options], {
    stdio: "inherit",
  });
  const [code] = (await once(matrix, "close")) as [number | null];
  if (code === exitCodes["invalid argument"] || code === exitCodes.interrupted || code === null) {
    await rm(folder, { recursive: true });
    process.exit(code ?? 1);
  }
  return code;
}

async function matrixIn(runtime: Runtime): Promise<string> {
  return await readFile(tableOf(runtime), "utf8");
}

function tableOf(runtime: Runtime): string {
  return join(folder, `${runtime}.md`);
}
