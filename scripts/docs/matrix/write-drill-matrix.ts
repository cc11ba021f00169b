/**
 * Runs the drill matrix as processes and in containers, and writes both to docs/drill-matrix.md: `npm run docs:drill-matrix`,
 * about 45 minutes. Ends with the exit code of the worse one; if one was interrupted or did not begin, the page is left as it was.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCodes } from "../../../testbed/cli/exit-codes.ts";
import { type Runtime } from "../../../testbed/pipeline/runtime.ts";
import { runTestbed } from "../run-testbed.ts";
import { drillMatrixPage } from "./drill-matrix-page.ts";

const folder = await mkdtemp(join(tmpdir(), "drill-matrix-"));
// Ctrl-C reaches the matrix, too, which stops everything that it has started; this script waits for it.
process.on("SIGINT", () => undefined);
try {
  process.exitCode = await writePage();
} finally {
  await rm(folder, { recursive: true });
}

/** Runs both matrices and writes the page, unless one of them is not there as a whole. Returns the exit code. */
async function writePage(): Promise<number> {
  const codes: number[] = [];
  // Containers first: a missing container engine is noticed at once.
  for (const runtime of ["compose", "local"] as const) {
    const code = await runTestbed("drill", "matrix", "--runtime", runtime, "--table", tableOf(runtime));
    if (code === exitCodes["invalid argument"] || code === exitCodes.interrupted) return code;
    codes.push(code);
  }
  const page = drillMatrixPage(
    await readFile(tableOf("local"), "utf8"),
    await readFile(tableOf("compose"), "utf8"),
  );
  await writeFile(new URL("../../../docs/drill-matrix.md", import.meta.url), page);
  return Math.max(...codes);
}

function tableOf(runtime: Runtime): string {
  return join(folder, `${runtime}.md`);
}
