import { expect } from "vitest";
import { type DrillReport } from "../../../testbed/report/drill/drill-report.ts";
import { notes } from "../../../testbed/report/drill/notes.ts";

/** Expects that a fault was carried out and recovered from, that nothing was lost or reordered, and that the report says what was done. */
export function expectCarriedOut(report: DrillReport, effect: RegExp): void {
  const { outside, notCarriedOut, counts, drain, recovery } = report;
  expect({ outside, notCarriedOut }).toEqual({ outside: [], notCarriedOut: [] });
  expect(drain).toMatchObject({ ended: "nothing outstanding", outstanding: 0 });
  expect(counts.acknowledged).toBeGreaterThan(500);
  expect(counts.consumed).toBeGreaterThanOrEqual(counts.acknowledged);
  expect(recovery.ms).not.toBeNull();
  expect(report.fault?.effect).toMatch(effect);
  expect(notes(report).join("\n")).toContain(`Effect of the fault: ${report.fault?.effect}.`);
}
