import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type PartName } from "../../services/shared/topology.ts";
import { checkout } from "../../testbed/checkout.ts";
import { type DrillOptions } from "../../testbed/drill/drill-options.ts";
import { type FaultSpec } from "../../testbed/faults/spec/fault-spec.ts";
import { targetOf } from "../../testbed/faults/spec/resolved-fault.ts";
import { carryOut } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { type DrillReport, drillReport } from "../../testbed/report/drill/drill-report.ts";
import { defaultBudget } from "../../testbed/run/budget.ts";
import { faultWindow } from "../../testbed/run/engine/fault-window.ts";

/** Options of a short drill; those that are left out have short defaults. */
export interface ShortDrillOptions extends Partial<Omit<DrillOptions, "fault">> {
  readonly fault: FaultSpec;
  readonly outageMs?: number;
  readonly down?: PartName;
}

/** A drill that is short enough for every test run. Its report is the one that was written, checked by its schema. */
export async function shortDrill({
  fault: spec,
  outageMs = 1_000,
  down,
  ...others
}: ShortDrillOptions): Promise<DrillReport> {
  const folder = await mkdtemp(join(tmpdir(), "drill-"));
  const name = `drill-${spec.kind}-${targetOf(spec)}`;
  const fault = faultWindow(spec, outageMs, down);
  const options: DrillOptions = {
    runtime: "local",
    ratePerSecond: 300,
    devices: 20,
    seed: 7,
    forMs: 4_000,
    qos: 1,
    toggleEveryMs: 200,
    lateAfterMs: 30_000,
    traceCarrier: "properties",
    // All is on one machine that does nothing else: what comes at all has come by then.
    quietMs: 6_000,
    comparesWithPlanned: false,
    budget: defaultBudget,
    ...others,
    ...(fault ? { fault } : {}),
  };
  try {
    await carryOut(drillKind, options, folder, {
      onPhase: () => undefined,
      signal: AbortSignal.timeout(120_000),
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
