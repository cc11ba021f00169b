import { join } from "node:path";
import { Command } from "commander";
import { interruption } from "../../interruption.ts";
import { type LoadPhase, loadPhases } from "../../load/load-run.ts";
import { type LoadReport } from "../../report/load/load-report.ts";
import { loadSummary } from "../../report/load/load-summary.ts";
import { reportFolder } from "../carry-out.ts";
import { carryOutLoad } from "../carry-out-load.ts";
import { type BridgeArguments, onlyBridgeOf, withBridgeOptions } from "../options/bridge-arguments.ts";
import { checkedOr } from "../options/checked-or.ts";
import {
  faultOption,
  type LoadRunArguments,
  loadPlanOf,
  withLoadRunOptions,
} from "../options/load-arguments.ts";
import { outageOption } from "../options/run-arguments.ts";
import { PhaseList } from "../phase-list.ts";
import { isUsageError, reportError } from "../report-error.ts";

const exitCodes = `
Exit codes: 0 inside the budget, 1 outside, 2 a wrong argument or no engine, 3 it could not be carried out or not to its
end, 130 interrupted. What was measured until then is reported all the same.`;

/** What people see of the phases. */
const loadPhaseTitles: Readonly<Record<LoadPhase, string>> = {
  start: "The pipeline starts",
  "warm-up": "Warm-up",
  load: "Load",
  drain: "Drain",
  stop: "Everything stops",
};

/** `load`: how fast, how many, how late. */
export function loadCommand(): Command {
  return withBridgeOptions(
    withLoadRunOptions(
      new Command("load").description(
        "Loads a pipeline with virtual devices and says how fast it is, how late readings arrive, what the parts use, and what became of every reading.",
      ),
    ),
  )
    .addOption(faultOption())
    .addOption(outageOption())
    .addHelpText("after", exitCodes)
    .action(async (given: LoadRunArguments & BridgeArguments, command: Command) => {
      process.exitCode = await load(given, command);
    });
}

/** Carries out one load run and reports it. Returns the exit code. */
async function load(given: LoadRunArguments & BridgeArguments, command: Command): Promise<number> {
  const plan = checkedOr(() => loadPlanOf(given, onlyBridgeOf(given, false)), command);
  const signal = interruption();
  const folder = await reportFolder(given.out, "load");
  const phaseList = new PhaseList(loadPhases, loadPhaseTitles);
  let summary = "";
  try {
    const report = await carryOutLoad(plan, {
      runtime: given.runtime,
      budget: given.allow,
      folder,
      signal,
      givesWay: true,
      onPhase: (phase, detail) => phaseList.show(phase, detail),
      onReport: (measured) => {
        summary = loadSummary(measured);
      },
    });
    if (report.incomplete === null) await phaseList.done();
    else await phaseList.failed(signal.aborted ? "interrupted" : "cut short");
    console.log(`\n${summary}\n\nReport: ${join(folder, "report.html")}`);
    return exitCodeOf(report, signal);
  } catch (error) {
    await phaseList.failed(signal.aborted ? "interrupted" : "given up");
    // What was measured is not lost with the file that could not be written.
    if (summary !== "") console.log(`\n${summary}`);
    if (signal.aborted) {
      console.error("\nInterrupted: everything is stopped.");
      return 130;
    }
    reportError(error);
    return isUsageError(error) ? 2 : 3;
  }
}

function exitCodeOf({ incomplete, outside }: LoadReport, signal: AbortSignal): number {
  if (signal.aborted) return 130;
  if (incomplete !== null) return 3;
  return outside.length === 0 ? 0 : 1;
}
