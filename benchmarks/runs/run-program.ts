/**
 * Carries out one run of the testbed in a process of its own, and prints its report as one line of JSON:
 * `node run-program.ts '{"kind":"load","options":{…}}'`. Phases go to standard error.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interruption } from "../../testbed/interruption.ts";
import { carryOut } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { loadKind } from "../../testbed/report/load/load-kind.ts";
import { type RunRequest } from "./run-request.ts";

const request = JSON.parse(process.argv[2] ?? "") as RunRequest;
const signal = interruption();
const hooks = {
  onPhase: (phase: string, detail: string) => {
    if (detail === "") console.error(phase);
  },
  signal,
};
const folder = await mkdtemp(join(tmpdir(), "benchmark-"));
try {
  const report =
    request.kind === "load"
      ? await carryOut(loadKind, request.options, folder, hooks)
      : await carryOut(drillKind, request.options, folder, hooks);
  process.stdout.write(`${JSON.stringify(report)}\n`);
} catch (error) {
  if (!signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await rm(folder, { recursive: true });
}
