import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runCommand } from "../../../../testbed/cli/run-command.ts";
import { EngineError } from "../../../../testbed/pipeline/compose/engine.ts";
import { type SuiteReport } from "../../../../testbed/report/junit/junit-suite.ts";
import { type RunKind } from "../../../../testbed/report/run-kind.ts";
import { ReportWriteError } from "../../../../testbed/report/write-report.ts";
import { type Outcome, outcomes } from "../../../../testbed/run/judgement/outcome.ts";
import { RunError } from "../../../../testbed/run/run-error.ts";
import { type RunOptions } from "../../../../testbed/run/run-options.ts";
import { plantedDrillReport } from "../report/drill/planted-drill-report.ts";

type Hooks = {
  readonly onReport?: (report: SuiteReport) => void;
  readonly onNotice?: (notice: string) => void;
};

const kind = {} as RunKind<RunOptions, unknown, SuiteReport>;
const options = { budget: { lost: 0 }, seed: 7 } as RunOptions;

/** Runs a command whose run is `carry`. Returns its exit code and its output. */
async function run(carry: (hooks: Hooks) => Promise<SuiteReport>, signal = new AbortController().signal) {
  const out = mkdtempSync(join(tmpdir(), "command-"));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const lines: string[] = [];
  const print = (text: unknown) => void lines.push(String(text));
  const spies = [vi.spyOn(console, "log"), vi.spyOn(console, "error")];
  for (const spy of spies) spy.mockImplementation(print);
  const junit = join(out, "junit.xml");
  const summary = ({ outcome }: SuiteReport) => outcome;
  const display = { ...{ out, junit, name: "kill bridge", phases: [] }, summary, file: "r.md" };
  let before = "";
  try {
    const code = await runCommand(kind, options, display, {
      carryOut: (_kind, _options, _folder, hooks) => {
        before = readFileSync(junit, "utf8");
        return carry(hooks);
      },
      signal,
    });
    return { code, output: lines.join("\n"), before, junit: readFileSync(junit, "utf8") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const finished = (outcome: Outcome) => (hooks: Hooks) => {
  const report = plantedDrillReport({ outcome });
  hooks.onReport?.(report);
  return Promise.resolve(report);
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

test("no error of a run or of the clean-up after it prints a stack", async () => {
  const failure = new SuppressedError(
    new Error("the clean-up failed"),
    new RunError("kafka ended by itself"),
  );
  const { code, output } = await run(() => Promise.reject(failure));
  expect(code).toBe(3);
  expect(output).toMatch(/^\nkafka ended by itself\nThe whole error and the logs of all parts: \S+$/);
});

test("notices of a run are printed, whether it has a report, was interrupted or failed", async () => {
  const noticed = (hooks: Hooks, end: () => Promise<SuiteReport>) => {
    hooks.onNotice?.("connect was killed");
    return end();
  };
  const ends = [
    () => Promise.resolve(plantedDrillReport({ outcome: "inside" })),
    () => Promise.reject(new Error("aborted")),
  ];
  for (const end of ends) {
    for (const signal of [new AbortController().signal, AbortSignal.abort()]) {
      const { output } = await run((hooks) => noticed(hooks, end), signal);
      expect(output).toContain("connect was killed");
    }
  }
});

test("the summary of a report that could not be written is printed nevertheless", async () => {
  const { code, output } = await run((hooks) => {
    hooks.onReport?.(plantedDrillReport({ outcome: "outside" }));
    return Promise.reject(new ReportWriteError("no space left"));
  });
  expect(code).toBe(3);
  expect(output).toMatch(/outside\n(?:.*\n)*no space left/);
});

test("the JUnit report has an error until the run has ended, and then its verdict or the reason for which it has none", async () => {
  const { before, junit } = await run(finished("inside"));
  expect(before).toContain('<error message="Not carried out: the run has not come to its end">');
  expect(junit).toContain('<testsuite name="kill bridge" tests="1" failures="0" errors="0"');
  const failed = await run(() => Promise.reject(new RunError("kafka ended by itself\nlog")));
  expect(failed.junit).toContain('<error message="Not carried out: kafka ended by itself">');
  expect(failed.junit).toContain("kafka ended by itself\nlog</system-out>");
  const interrupted = await run(() => Promise.reject(new Error("aborted")), AbortSignal.abort());
  expect(interrupted.junit).toContain('<error message="Not carried out: interrupted">');
});
