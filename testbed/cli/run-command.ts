import { join } from "node:path";
import { interruption } from "../interruption.ts";
import { type CarryOutHooks, carryOut } from "../report/carry-out.ts";
import { reportFolder } from "../report/report-folder.ts";
import { type RunKind } from "../report/run-kind.ts";
import { type Outcome } from "../run/judgement/outcome.ts";
import { type Phase } from "../run/phase.ts";
import { type RunOptions } from "../run/run-options.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { PhaseList } from "./phase-list.ts";
import { isUsageError, reportError } from "./report-error.ts";
import { print, printError } from "./terminal.ts";

/** The part of a report that decides the exit code. */
interface JudgedReport {
  readonly outcome: Outcome;
}

/** Presentation of a run on the terminal. */
export interface RunDisplay<Report> {
  /** Folder of the report as the user named it; `undefined` for a new one. */
  readonly out: string | undefined;
  /** Part of the name of a new folder. */
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly summary: (report: Report) => string;
  /** File of the report to point the user to. */
  readonly file: string;
}

/** The run behind a command, replaceable in tests. */
interface RunEnvironment<Options extends RunOptions, Run, Report> {
  readonly carryOut: (
    kind: RunKind<Options, Run, Report>,
    options: Options,
    folder: string,
    hooks: CarryOutHooks<Report>,
  ) => Promise<Report>;
  /** Cancels the run. */
  readonly signal: AbortSignal;
}

/** Carries out one run, shows its phases and its report, and returns the exit code. */
export async function runCommand<Options extends RunOptions, Run, Report extends JudgedReport>(
  kind: RunKind<Options, Run, Report>,
  options: Options,
  { out, name, phases, summary, file }: RunDisplay<Report>,
  environment: RunEnvironment<Options, Run, Report> = { carryOut, signal: interruption() },
): Promise<number> {
  const { signal } = environment;
  const folder = await reportFolder(out, name);
  const phaseList = new PhaseList(phases);
  let shown = "";
  try {
    const report = await environment.carryOut(kind, options, folder, {
      onPhase: (phase, detail) => phaseList.show(phase, detail),
      onReport: (finished) => {
        shown = `\n${summary(finished)}`;
      },
      signal,
    });
    if (report.outcome !== "not completed") await phaseList.done();
    else await phaseList.failed(signal.aborted ? "interrupted" : "not completed");
    print(`${shown}\n\nReport: ${join(folder, file)}`);
    return signal.aborted ? exitCodes.interrupted : exitCodeOf([report.outcome]);
  } catch (error) {
    await phaseList.failed(signal.aborted ? "interrupted" : "failed");
    // Writing the report's file may be what failed.
    if (shown !== "") print(shown);
    if (signal.aborted) {
      printError("\nInterrupted: everything is stopped.");
      return exitCodes.interrupted;
    }
    reportError(error);
    return exitCodes[isUsageError(error) ? "invalid argument" : "not carried out"];
  }
}
