import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { carryOut } from "../../testbed/cli/carry-out.ts";
import { type DrillOptions } from "../../testbed/drill/drill-options.ts";
import { targetOf } from "../../testbed/faults/spec/resolved-fault.ts";
import { type DrillReport, drillReport } from "../../testbed/report/drill/drill-report.ts";
import { type Budget, defaultBudget } from "../../testbed/run/budget.ts";

/** A drill that is short enough for every test run. Its report is the one that was written, checked by its schema. */
export async function shortDrill({
  budget = defaultBudget,
  ...drill
}: Pick<DrillOptions, "fault"> & Partial<DrillOptions> & { readonly budget?: Budget }): Promise<DrillReport> {
  const folder = await mkdtemp(join(tmpdir(), "drill-"));
  const name = `drill-${drill.fault.kind}-${targetOf(drill.fault)}`;
  try {
    const options: DrillOptions = {
      ratePerSecond: 300,
      devices: 20,
      seed: 7,
      forMs: 4_000,
      outageMs: 1_000,
      qos: 1,
      toggleEveryMs: 200,
      lateAfterMs: 30_000,
      traceCarrier: "properties",
      // All is on one machine that does nothing else: what comes at all has come by then.
      quietMs: 6_000,
      comparesWithPlanned: false,
      ...drill,
    };
    await carryOut(options, {
      runtime: "local",
      budget,
      folder,
      signal: AbortSignal.timeout(120_000),
      onPhase: () => undefined,
    });
    return drillReport.parse(JSON.parse(await readFile(join(folder, "report.json"), "utf8")));
  } finally {
    await cp(folder, join(checkout, "test-results", "logs", name), { recursive: true });
    await rm(folder, { recursive: true });
  }
}

/**
 * New readings arrived within what is promised for the fault. The one time that tests hold: a promise of the pipeline,
 * several times what it takes.
 */
export function expectBackInTime({ recovery: { ms, limitMs } }: DrillReport): void {
  expect(limitMs).not.toBeNull();
  expect(ms ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(limitMs ?? 0);
}
