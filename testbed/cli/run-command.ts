import { join } from "node:path";
import { firstError } from "../first-error.ts";
import { interruption } from "../interruption.ts";
import { type CarryOutHooks, carryOut } from "../report/carry-out.ts";
import { folderName } from "../report/folder-name.ts";
import { JUnitFile } from "../report/junit/junit-file.ts";
import { type SuiteReport, type SuiteResult } from "../report/junit/junit-suite.ts";
import { removeUnused, reportFolder } from "../report/report-folder.ts";
import { type RunKind } from "../report/run-kind.ts";
import { type Phase } from "../run/phase.ts";
import { RunError } from "../run/run-error.ts";
import { type RunOptions } from "../run/run-options.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { Notices } from "./notices.ts";
import { PhaseList } from "./phase-list.ts";
import { isUsageError, reportError } from "./report-error.ts";
import { suiteTimes } from "./suite-times.ts";
import { print, printError } from "./terminal.ts";

/** Presentation of a run on the terminal. */
export interface RunDisplay<Report> {
  /** Folder of the report as the user named it; `undefined` for a new one. */
  readonly out: string | undefined;
  /** File of the JUnit report as the user named it; `undefined` for none. */
  readonly junit: string | undefined;
  /** Name of the run, also part of the name of a new folder. */
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
export async function runCommand<Options extends RunOptions, Run, Report extends SuiteReport>(
  kind: RunKind<Options, Run, Report>,
  options: Options,
  { out, junit: junitFile, name, phases, summary, file }: RunDisplay<Report>,
  environment: RunEnvironment<Options, Run, Report> = { carryOut, signal: interruption() },
): Promise<number> {
  const { signal } = environment;
  const junit = await JUnitFile.begin(junitFile, [{ name, options }]);
  const folder = await reportFolder(out, folderName(name));
  const times = suiteTimes();
  const phaseList = new PhaseList(phases);
  let shown = "";
  const notices = new Notices();
  const carriedOut = async (): Promise<{ code: number; result: SuiteResult }> => {
    try {
      const report = await environment.carryOut(kind, options, folder, {
        onPhase: (phase, detail) => phaseList.show(phase, detail),
        onReport: (finished) => {
          shown = `\n${summary(finished)}`;
        },
        onNotice: (notice) => notices.add(notice),
        signal,
      });
      if (report.outcome !== "not completed") await phaseList.done();
      else await phaseList.failed(signal.aborted ? "interrupted" : "not completed");
      notices.show();
      print(`${shown}\n\nReport: ${join(folder, file)}`);
      const code = signal.aborted ? exitCodes.interrupted : exitCodeOf([report.outcome]);
      return { code, result: { report, ...times() } };
    } catch (error) {
      await phaseList.failed(signal.aborted ? "interrupted" : "failed");
      // Writing the report's file may be what failed.
      if (shown !== "") print(shown);
      notices.show();
      if (signal.aborted) {
        printError("\nInterrupted: everything is stopped.");
        return { code: exitCodes.interrupted, result: { reason: "interrupted", ...times() } };
      }
      reportError(error);
      const first = firstError(error);
      if (first instanceof RunError) printError(`The whole error and the logs of all parts: ${folder}`);
      const reason = first instanceof Error ? first.message : String(first);
      const code = exitCodes[isUsageError(error) ? "invalid argument" : "not carried out"];
      return { code, result: { reason, ...times() } };
    }
  };
  const { code, result } = await carriedOut();
  await removeUnused(folder, out);
  await junit.record(0, result);
  return code;
}
