import { join } from "node:path";
import { interruption } from "../interruption.ts";
import { requireEngine } from "../pipeline/compose/engine.ts";
import { requireImage } from "../pipeline/container/image.ts";
import { carryOut } from "../report/carry-out.ts";
import { JUnitFile } from "../report/junit/junit-file.ts";
import { type SuiteReport } from "../report/junit/junit-suite.ts";
import { suiteRuns } from "../report/junit/suite-runs.ts";
import { reportFolder } from "../report/report-folder.ts";
import { type RunKind } from "../report/run-kind.ts";
import { writeReport } from "../report/write-report.ts";
import { type RunOptions } from "../run/run-options.ts";
import { runSeries, type SeriesEntry, type SeriesResult } from "../run/series.ts";
import { suiteTimes } from "./suite-times.ts";
import { print, printError } from "./terminal.ts";

/** Presentation of a series on the terminal and in its folder. */
export interface SeriesDisplay<Options, Report> {
  /** Folder of the report as the user named it; `undefined` for a new one. */
  readonly out: string | undefined;
  /** File of the JUnit report as the user named it; `undefined` for none. */
  readonly junit: string | undefined;
  /** Part of the name of a new folder. */
  readonly name: string;
  /** Returns the beginning of a run's line. */
  readonly begin: (entry: SeriesEntry<Options>, index: number) => string;
  /** Returns the rest of a run's line. */
  readonly line: (result: SeriesResult<Report>) => string;
  /** Returns the name of the folder for a run's report. */
  readonly folder: (entry: SeriesEntry<Options>, index: number) => string;
  /** Returns the texts of the series' own files by path, from the folder of the series. */
  readonly texts: (results: readonly SeriesResult<Report>[]) => Readonly<Record<string, string>>;
}

/** Outcome of a series. */
export interface SeriesOutcome<Report> {
  readonly results: readonly SeriesResult<Report>[];
  readonly folder: string;
  readonly isInterrupted: boolean;
}

/**
 * Carries out the runs of a series; prints a line and writes the series' files after each.
 * @throws {EngineError}, {ImageError}, {ReportFolderError} before the first run; {ReportWriteError}
 */
export async function seriesCommand<Options extends RunOptions, Run, Report extends SuiteReport>(
  kind: RunKind<Options, Run, Report>,
  entries: readonly SeriesEntry<Options>[],
  { out, junit: junitFile, name, begin, line, folder: folderOf, texts }: SeriesDisplay<Options, Report>,
): Promise<SeriesOutcome<Report>> {
  const signal = interruption();
  const junit = await JUnitFile.begin(junitFile, suiteRuns(entries));
  // Otherwise the start of every run would fail for this reason.
  if (entries.some(({ options }) => options.runtime === "compose")) await requireEngine();
  const images = new Set(
    entries.flatMap(({ options: { bridge } }) => (bridge?.kind === "image" ? bridge.image : [])),
  );
  for (const image of images) await requireImage(image, { onProgress: print, signal });
  const folder = await reportFolder(out, name);
  let times = suiteTimes();
  const notices: string[] = [];
  const results = await runSeries<Options, Report>(
    entries,
    (entry, index) =>
      carryOut(kind, entry.options, join(folder, folderOf(entry, index)), {
        onPhase: () => undefined,
        onNotice: (notice) => notices.push(notice),
        signal,
      }),
    {
      onBegin: (entry, index) => {
        print(begin(entry, index), { open: true });
        times = suiteTimes();
      },
      onResult: async (result, soFar) => {
        print(line(result));
        for (const notice of notices.splice(0)) printError(`      ${notice}`);
        await junit.record(soFar.length - 1, { ...result, ...times() });
        await writeReport(folder, texts(soFar));
      },
      signal,
    },
  );
  for (const notice of notices) printError(`\n${notice}`);
  return { results, folder, isInterrupted: signal.aborted };
}
