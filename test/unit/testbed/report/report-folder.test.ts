import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  ReportFolderError,
  removeUnused,
  reportFolder,
  requireWritableFile,
} from "../../../../testbed/report/report-folder.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "report-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("the folder that the user named is created with all above it, and is the report's", async () => {
  const named = join(temporaryFolder(), "a", "b");
  expect(await reportFolder(named, "drill")).toBe(named);
  expect(readdirSync(named)).toEqual([]);
  expect(await reportFolder(named, "drill")).toBe(named);
});

test("without a name each run has a new folder under reports/, named after its time and kind", async () => {
  vi.useFakeTimers({ now: new Date("2026-11-24T10:20:30.456Z"), toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const folders = [await reportFolder(undefined, "unit"), await reportFolder(undefined, "unit")];
  onTestFinished(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  const started = resolve("reports", "2026-11-24T10-20-30-unit-");
  for (const folder of folders) expect(folder).toMatch(new RegExp(`^${started}[^/]+$`));
  expect(folders[0]).not.toBe(folders[1]);
});

test("a new folder is removed if it is empty; one with a file stays, and so does one that the user named", async () => {
  const [unused, used] = [await reportFolder(undefined, "unit"), await reportFolder(undefined, "unit")];
  onTestFinished(() => rmSync(used, { recursive: true }));
  const named = await reportFolder(join(temporaryFolder(), "named"), "unit");
  writeFileSync(join(used, "failure.txt"), "");
  await removeUnused(unused, undefined);
  await removeUnused(used, undefined);
  await removeUnused(named, named);
  expect([unused, used, named].map(existsSync)).toEqual([false, true, true]);
});

test("a folder that cannot be used is one error with the option, its value and the reason", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  for (const named of [file, join(file, "below")]) {
    const creating = reportFolder(named, "drill");
    await expect(creating).rejects.toBeInstanceOf(ReportFolderError);
    await expect(creating).rejects.toMatchObject({ cause: { code: expect.any(String) } });
    await expect(creating).rejects.toThrow(
      new RegExp(`^--out ${named}: a folder that can be written to is needed \\(E[A-Z]+: [^\n]*\\)$`),
    );
  }
});

test("a file of an option that is missing is created, empty, with its folder; one that is there keeps its content", async () => {
  const folder = temporaryFolder();
  await requireWritableFile("--junit", join(folder, "a", "b", "new.xml"));
  expect(readFileSync(join(folder, "a", "b", "new.xml"), "utf8")).toBe("");
  await requireWritableFile("--table", join(folder, "new.md"));
  expect(readFileSync(join(folder, "new.md"), "utf8")).toBe("");
  writeFileSync(join(folder, "old.md"), "table");
  await requireWritableFile("--table", join(folder, "old.md"));
  expect(readFileSync(join(folder, "old.md"), "utf8")).toBe("table");
});

test("a file of an option that cannot be written to is one error with the option, its value and the reason", async () => {
  const folder = temporaryFolder();
  const requiring = requireWritableFile("--table", folder);
  await expect(requiring).rejects.toBeInstanceOf(ReportFolderError);
  await expect(requiring).rejects.toMatchObject({ cause: { code: "EISDIR" } });
  await expect(requiring).rejects.toThrow(
    `--table ${folder}: a file that can be written to is needed (EISDIR: `,
  );
});
