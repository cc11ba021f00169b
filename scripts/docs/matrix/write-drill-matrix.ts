/**
 * Runs the drill matrix in every form of the pipeline, and writes docs/drill-matrix.md: `npm run docs:drill-matrix`, about 90 minutes;
 * or in the forms that are named, and leaves the others on the page as they are: `npm run docs:drill-matrix -- secure`. Ends with the
 * exit code of the worst; if one was interrupted or did not begin, the page is left as it was.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCodes } from "../../../testbed/cli/exit-codes.ts";
import { listed } from "../../../testbed/listed.ts";
import { runTestbed } from "../run-testbed.ts";
import { drillMatrixPage, type MatrixOfPage } from "./drill-matrix-page.ts";

/** Containers first: a missing container engine is noticed at once. */
const forms: Readonly<Record<string, { readonly heading: string; readonly options: readonly string[] }>> = {
  compose: { heading: "In containers", options: ["--runtime", "compose"] },
  local: { heading: "As processes", options: [] },
  secure: { heading: "As processes, every door shut", options: ["--secure"] },
  cluster: {
    heading: "As processes, three Kafka nodes and two workers",
    // Longer than the sessions of nodes and workers.
    options: ["--kafka-nodes", "3", "--workers", "2", "--outage", "8s"],
  },
};

const page = new URL("../../../docs/drill-matrix.md", import.meta.url);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(forms, name));
if (unknown.length > 0) {
  console.error(`${listed(unknown)}: ${Object.keys(forms).join(", ")} are allowed`);
  process.exit(exitCodes["invalid argument"]);
}
const folder = await mkdtemp(join(tmpdir(), "drill-matrix-"));
// Ctrl-C reaches the matrix, too, which stops everything that it has started; this script waits for it.
process.on("SIGINT", () => undefined);
try {
  process.exitCode = await writePage(asked.length === 0 ? Object.keys(forms) : asked);
} finally {
  await rm(folder, { recursive: true });
}

/** Runs the matrices and writes the page, unless one of them is not there as a whole. Returns the exit code. */
async function writePage(names: readonly string[]): Promise<number> {
  const codes: number[] = [];
  const matrices: MatrixOfPage[] = [];
  for (const [name, { heading, options }] of Object.entries(forms)) {
    if (!names.includes(name)) continue;
    const table = join(folder, `${name}.md`);
    const code = await runTestbed("drill", "matrix", ...options, "--table", table);
    if (code === exitCodes["invalid argument"] || code === exitCodes.interrupted) return code;
    codes.push(code);
    matrices.push({ heading, text: await readFile(table, "utf8") });
  }
  await writeFile(page, drillMatrixPage(matrices, await readFile(page, "utf8")));
  return Math.max(...codes);
}
