import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ReportWriteError, writeReport } from "../../../../testbed/report/write-report.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a report is written into a folder that is created if it is missing", async () => {
  const folder = join(temporaryFolder(), "a", "b");
  await writeReport(folder, { "report.json": "{}\n" });
  expect(readFileSync(join(folder, "report.json"), "utf8")).toBe("{}\n");
});

test("a file with an absolute path is written there", async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  await writeReport(folder, { [join(elsewhere, "matrix.md")]: "table\n" });
  expect(readFileSync(join(elsewhere, "matrix.md"), "utf8")).toBe("table\n");
});

test("a report that cannot be written causes a one-line error with the folder and the reason", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const writing = writeReport(join(file, "report"), { "report.json": "{}\n" });
  await expect(writing).rejects.toBeInstanceOf(ReportWriteError);
  await expect(writing).rejects.toMatchObject({ cause: { code: "ENOTDIR" } });
  await expect(writing).rejects.toThrow(
    new RegExp(`^The report cannot be written to ${file}/report: ENOTDIR[^\n]*$`),
  );
});
