import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type PartName } from "../../../services/shared/topology.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { type DrillOptions } from "../../../testbed/drill/drill-options.ts";
import { type FaultSpec } from "../../../testbed/faults/spec/fault-spec.ts";
import { targetOf } from "../../../testbed/faults/spec/resolved-fault.ts";
import { carryOut } from "../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../testbed/report/drill/drill-kind.ts";
import { type DrillReport, drillReport } from "../../../testbed/report/drill/drill-report.ts";
import { faultWindow } from "../../../testbed/run/engine/fault-window.ts";
import { type Budget, defaultBudget } from "../../../testbed/run/judgement/budget.ts";
import { runDefaults } from "../../../testbed/run/run-defaults.ts";

/** Options of a short drill; options that are left out have short defaults. */
export interface ShortDrillOptions extends Partial<Omit<DrillOptions, "fault">> {
  readonly fault: FaultSpec;
  readonly outageMs?: number;
  readonly down?: PartName;
}

/**
 * Budget of a drill that is judged by its losses: other tests run at the same time, so its recovery may take as long as it
 * likes. The tests of the recovery limits, which run alone, have the default budget.
 */
export const lossBudget: Budget = { ...defaultBudget, recovery: 60_000 };

/** Returns the options of a short drill, completed with defaults. */
export function shortDrillOptions({
  fault: spec,
  outageMs = 1_000,
  down,
  ...others
}: ShortDrillOptions): DrillOptions {
  const fault = faultWindow(spec, outageMs, down);
  return {
    ...runDefaults,
    ratePerSecond: 300,
    devices: 20,
    forMs: 4_000,
    toggleEveryMs: 200,
    comparesWithPlanned: false,
    ...others,
    ...(fault ? { fault } : {}),
  };
}

/**
 * Carries out a short drill on a pipeline of its own, with the budget {@link lossBudget} unless another is given. Returns the
 * written report, checked by its schema.
 */
export async function shortDrill(given: ShortDrillOptions): Promise<DrillReport> {
  const folder = await mkdtemp(join(tmpdir(), "drill-"));
  const name = `drill-${given.fault.kind}-${targetOf(given.fault)}`;
  // On an otherwise idle machine no reading takes longer.
  const options = shortDrillOptions({ quietMs: 6_000, budget: lossBudget, ...given });
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
 * Expects that new readings arrived within the recovery limit of the fault. It is the only time that tests assert: the
 * limit is several times the usual value.
 */
export function expectRecoveryWithinLimit({ recovery: { ms, limitMs } }: DrillReport): void {
  expect(limitMs).not.toBeNull();
  expect(ms ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(limitMs ?? 0);
}
