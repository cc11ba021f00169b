import { dirname, resolve } from "node:path";
import { requireWritableFile } from "../report-folder.ts";
import { writeReport } from "../write-report.ts";
import { junitSuite, type SuiteResult, type SuiteRun } from "./junit-suite.ts";
import { junitXml } from "./junit-xml.ts";

const unfinished = "the run has not come to its end";

/**
 * JUnit report of the runs of one command. A run is an error until it has a result, so that the report of a command that was
 * killed does not pass.
 */
export class JUnitFile {
  readonly #file: string | undefined;
  readonly #runs: readonly SuiteRun[];
  readonly #results: SuiteResult[];

  /**
   * Writes the report of runs that have no result yet. `file`: as the user named it; `undefined`: none is wanted.
   * @throws {ReportFolderError} if it cannot be written to
   */
  static async begin(file: string | undefined, runs: readonly SuiteRun[]): Promise<JUnitFile> {
    if (file !== undefined) await requireWritableFile("--junit", file);
    const report = new JUnitFile(file, runs);
    await report.#write();
    return report;
  }

  private constructor(file: string | undefined, runs: readonly SuiteRun[]) {
    this.#file = file === undefined ? undefined : resolve(file);
    this.#runs = runs;
    this.#results = runs.map(() => ({ startedAt: new Date(), durationMs: 0, reason: unfinished }));
  }

  /** Writes the result of a run. `index`: its place among the runs. @throws {ReportWriteError} */
  async record(index: number, result: SuiteResult): Promise<void> {
    this.#results[index] = result;
    await this.#write();
  }

  async #write(): Promise<void> {
    const { [0]: first } = this.#results;
    if (this.#file === undefined || first === undefined) return;
    const suites = this.#runs.map((run, index) => junitSuite(run, this.#results[index] ?? first));
    await writeReport(dirname(this.#file), { [this.#file]: junitXml(suites) });
  }
}
