import { join } from "node:path";
import { interruption } from "../interruption.ts";
import { carryOut } from "../report/carry-out.ts";
import { reportFolder } from "../report/report-folder.ts";
import { type RunKind } from "../report/run-kind.ts";
import { type Phase } from "../run/phase.ts";
import { type RunOptions } from "../run/run-options.ts";
import { PhaseList } from "./phase-list.ts";
import { isUsageError, reportError } from "./report-error.ts";

/** The part of a report that decides the exit code. */
interface JudgedReport {
  /** Why a load run did not come to its end. */
  readonly incomplete?: string | null;
  readonly outside: readonly unknown[];
}

/** Presentation of a run on the terminal. */
export interface RunDisplay<Report> {
  /** The report's folder, as the user named it. */
  readonly out: string | undefined;
  /** Part of the name of a folder that the user did not name. */
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly summary: (report: Report) => string;
  /** The file of the report that people read. */
  readonly file: string;
}

/** Carries out one run, and shows its phases and its report. Returns the exit code. */
export async function runCommand<Options extends RunOptions, Run, Report extends JudgedReport>(
  kind: RunKind<Options, Run, Report>,
  options: Options,
  { out, name, phases, summary, file }: RunDisplay<Report>,
): Promise<number> {
  const signal = interruption();
  const folder = await reportFolder(out, name);
  const phaseList = new PhaseList(phases);
  let shown = "";
  try {
    const report = await carryOut(kind, options, folder, {
      onPhase: (phase, detail) => phaseList.show(phase, detail),
      onReport: (finished) => {
        shown = `\n${summary(finished)}`;
      },
      signal,
    });
    if ((report.incomplete ?? null) === null) await phaseList.done();
    else await phaseList.failed(signal.aborted ? "interrupted" : "cut short");
    console.log(`${shown}\n\nReport: ${join(folder, file)}`);
    return exitCodeOf(report, signal);
  } catch (error) {
    await phaseList.failed(signal.aborted ? "interrupted" : "given up");
    // The report's file may be what could not be written.
    if (shown !== "") console.log(shown);
    if (signal.aborted) {
      console.error("\nInterrupted: everything is stopped.");
      return 130;
    }
    reportError(error);
    return isUsageError(error) ? 2 : 3;
  }
}

function exitCodeOf({ incomplete = null, outside }: JudgedReport, signal: AbortSignal): number {
  if (signal.aborted) return 130;
  if (incomplete !== null) return 3;
  return outside.length === 0 ? 0 : 1;
}
