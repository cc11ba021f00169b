import { expect, onTestFinished, test, vi } from "vitest";
import { reportError } from "../../../../testbed/cli/report-error.ts";
import { print, printError } from "../../../../testbed/cli/terminal.ts";
import { ReportFolderError } from "../../../../testbed/report/report-folder.ts";

/** Returns the lines that are printed from now on. */
function printed(): string[] {
  const lines: string[] = [];
  for (const method of ["log", "error"] as const) {
    const spy = vi.spyOn(console, method).mockImplementation((text: string) => void lines.push(text));
    onTestFinished(() => spy.mockRestore());
  }
  return lines;
}

test("a text keeps its lines, and commands no terminal", () => {
  const lines = printed();
  print("a\n\u001b[2Jb\u009b1A");
  expect(lines).toEqual(["a\n\\u001b[2Jb\\u009b1A"]);
});

test("a line of others commands no CI system that prints it", () => {
  const lines = printed();
  print("kept\n  ::add-path::/x");
  printError("a ##[command]rm");
  reportError(new ReportFolderError("::set-output name=verdict::inside"));
  expect(lines).toEqual([
    "kept\n  \\u003a:add-path::/x",
    "a \\u0023#[command]rm",
    "\n\\u003a:set-output name=verdict::inside",
  ]);
});

test("an error that the user can correct is its message, safe on a terminal", () => {
  const lines = printed();
  reportError(new ReportFolderError("--out \u001b]0;x\u0007: a folder is needed"));
  expect(lines).toEqual(["\n--out \\u001b]0;x\\u0007: a folder is needed"]);
});

test("an unexpected error has its stack, and no user and password of a URL in it", () => {
  const lines = printed();
  reportError(Object.assign(new TypeError("Invalid URL\u001b[2J"), { input: "mqtt://topuser:s3cret@h:x" }));
  expect(lines.join()).toMatch(/TypeError: Invalid URL\\u001b\[2J\n +at /);
  expect(lines.join()).toContain("mqtt://***@h:x");
  expect(lines.join()).not.toMatch(/topuser|s3cret/);
});
