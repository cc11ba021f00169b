import { type RunOptions } from "../../run/run-options.ts";
import { type SeriesEntry } from "../../run/series.ts";
import { type SuiteRun } from "./junit-suite.ts";

/** Returns the runs of a series with names that differ: those of several bridges have the bridge in it. */
export function suiteRuns(entries: readonly SeriesEntry<RunOptions>[]): SuiteRun[] {
  const isComparison = new Set(entries.map(({ bridge }) => bridge)).size > 1;
  return entries.map(({ name, bridge, options }) => ({
    name: isComparison ? `${name}, ${bridge}` : name,
    options,
  }));
}
