import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runCommand } from "../../../../testbed/cli/run-command.ts";
import { EngineError } from "../../../../testbed/pipeline/compose/engine.ts";
import { type RunKind } from "../../../../testbed/report/run-kind.ts";
import { ReportWriteError } from "../../../../testbed/report/write-report.ts";
import { type Outcome, outcomes } from "../../../../testbed/run/judgement/outcome.ts";
import { RunError } from "../../../../testbed/run/run-error.ts";
import { type RunOptions } from "../../../../testbed/run/run-options.ts";

type Report = { readonly outcome: Outcome };
type Hooks = { readonly onReport?: (report: Report) => void };

const kind = {} as RunKind<RunOptions, unknown, Report>;

/** Runs a command whose run is `carry`. Returns its exit code and its output. */
async function run(carry: (hooks: Hooks) => Promise<Report>, signal = new AbortController().signal) {
  const out = mkdtempSync(join(tmpdir(), "command-"));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const lines: string[] = [];
  const print = (text: unknown) => void lines.push(String(text));
  const spies = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
  for (const spy of spies) spy.mockImplementation(print);
  const display = { out, name: "drill", phases: [], summary: ({ outcome }: Report) => outcome, file: "r.md" };
  try {
    const code = await runCommand(kind, {} as RunOptions, display, {
      carryOut: (_kind, _options, _folder, hooks) => carry(hooks),
      signal,
    });
    return { code, output: lines.join("\n") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const finished = (outcome: Outcome) => (hooks: Hooks) => {
  hooks.onReport?.({ outcome });
  return Promise.resolve({ outcome });
};

test.each(outcomes)("a run that is %s has its summary, its report and its exit code", async (outcome) => {
  const codes = { inside: 0, outside: 1 };
  const { code, output } = await run(finished(outcome));
  expect(code).toBe(codes[outcome as keyof typeof codes] ?? 3);
  expect(output).toContain(outcome);
  expect(output).toContain("r.md");
});

test("a run that Ctrl-C cut short ends with 130, whether it has a report or not", async () => {
  expect((await run(finished("not completed"), AbortSignal.abort())).code).toBe(130);
  const { code, output } = await run(() => Promise.reject(new Error("aborted")), AbortSignal.abort());
  expect(code).toBe(130);
  expect(output).toContain("Interrupted: everything is stopped.");
});

test("a run that could not be carried out ends with its reason and 3, what the user can correct with 2", async () => {
  const failed = await run(() => Promise.reject(new RunError("kafka ended by itself")));
  expect(failed).toMatchObject({ code: 3, output: expect.stringContaining("kafka ended by itself") });
  expect((await run(() => Promise.reject(new EngineError("no engine")))).code).toBe(2);
});

test("the summary of a report that could not be written is printed nevertheless", async () => {
  const { code, output } = await run((hooks) => {
    hooks.onReport?.({ outcome: "outside" });
    return Promise.reject(new ReportWriteError("no space left"));
  });
  expect(code).toBe(3);
  expect(output).toMatch(/outside\n(?:.*\n)*no space left/);
});
