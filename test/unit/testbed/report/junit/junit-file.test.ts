import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { JUnitFile } from "../../../../../testbed/report/junit/junit-file.ts";
import { ReportFolderError } from "../../../../../testbed/report/report-folder.ts";
import { ReportWriteError } from "../../../../../testbed/report/write-report.ts";
import { type RunOptions } from "../../../../../testbed/run/run-options.ts";
import { plantedDrillReport } from "../drill/planted-drill-report.ts";

const options = { budget: { lost: 0 }, seed: 7 } as RunOptions;
const runs = ["first", "second"].map((name) => ({ name, options }));
const times = { startedAt: new Date(), durationMs: 1 };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "junit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Returns the suites of a file with their errors. */
function suitesIn(file: string) {
  return [
    ...readFileSync(file, "utf8").matchAll(/<testsuite name="(\w+)" tests="1" failures="0" errors="(\d)"/g),
  ].map(([, name, errors]) => [name, errors]);
}

test("every run is an error until it has a result, so that a series that was killed does not pass", async () => {
  const file = join(temporaryFolder(), "new", "junit.xml");
  const junit = await JUnitFile.begin(file, runs);
  expect(suitesIn(file)).toEqual([
    ["first", "1"],
    ["second", "1"],
  ]);
  expect(readFileSync(file, "utf8")).toContain('message="Not carried out: the run has not come to its end"');
  await junit.record(0, { report: plantedDrillReport(), ...times });
  expect(suitesIn(file)).toEqual([
    ["first", "0"],
    ["second", "1"],
  ]);
  await junit.record(1, { report: plantedDrillReport(), ...times });
  expect(suitesIn(file).map(([, errors]) => errors)).toEqual(["0", "0"]);
});

test("a file that cannot be written is an error of its option at the beginning, and of the report later", async () => {
  const folder = temporaryFolder();
  const beginning = JUnitFile.begin(folder, runs);
  await expect(beginning).rejects.toBeInstanceOf(ReportFolderError);
  await expect(beginning).rejects.toThrow(
    `--junit ${folder}: a file that can be written to is needed (EISDIR: `,
  );
  const file = join(folder, "below", "junit.xml");
  const junit = await JUnitFile.begin(file, runs);
  rmSync(file);
  mkdirSync(file);
  await expect(junit.record(0, { reason: "x", ...times })).rejects.toBeInstanceOf(ReportWriteError);
});

test("without a file nothing is written", async () => {
  const junit = await JUnitFile.begin(undefined, runs);
  await expect(junit.record(0, { reason: "x", ...times })).resolves.toBeUndefined();
});
