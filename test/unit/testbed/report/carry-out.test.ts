import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { PartFailedError } from "../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../testbed/pipeline/pipeline.ts";
import { carryOut, carryOutOn, deliver, failureFile } from "../../../../testbed/report/carry-out.ts";
import { drillKind } from "../../../../testbed/report/drill/drill-kind.ts";
import { drillMarkdown } from "../../../../testbed/report/drill/drill-markdown.ts";
import { loadHtml } from "../../../../testbed/report/load/load-html.ts";
import { loadKind } from "../../../../testbed/report/load/load-kind.ts";
import { type RunKind } from "../../../../testbed/report/run-kind.ts";
import { ReportWriteError } from "../../../../testbed/report/write-report.ts";
import { type onOwnPipeline } from "../../../../testbed/run/own-pipeline.ts";
import { runDefaults } from "../../../../testbed/run/run-defaults.ts";
import { RunError } from "../../../../testbed/run/run-error.ts";
import { type RunOptions } from "../../../../testbed/run/run-options.ts";
import { plantedLoadReport } from "../../../support/page/planted-load-report.ts";
import { plantedDrillReport } from "./drill/planted-drill-report.ts";

const options: RunOptions = { ...runDefaults, devices: 1, ratePerSecond: 1, forMs: 1 };
const pipeline = {} as Pipeline;
const hooks = { onPhase: () => undefined, signal: new AbortController().signal };

/** A kind whose run is its pipeline, options and hooks. */
const kind: RunKind<RunOptions, unknown[], unknown[]> = {
  pipelineOptions: () => ({ journals: true }),
  runOn: async (...given) => given,
  toReport: (...given) => given,
  texts: () => ({}),
};

/** A pipeline whose end fails. */
const uncleanPipeline = {
  [Symbol.asyncDispose]: () => Promise.reject(new Error("not clean")),
} as unknown as Pipeline;

/** Runs on this pipeline, and disposes it. */
const onPipeline =
  (given: Pipeline): typeof onOwnPipeline =>
  async (_options, _pipelineOptions, _hooks, run) => {
    await using own = given;
    return await run(own);
  };

test("a run on a pipeline has its report, with the options and the time of its start", async () => {
  const startedAt = new Date(7);
  const { run, report } = await carryOutOn(kind, pipeline, options, hooks, startedAt);
  expect(run).toEqual([pipeline, options, hooks]);
  expect(report).toEqual([options, run, startedAt]);
});

test("a run that fails has no report", async () => {
  const runOn = () => Promise.reject(new Error("kafka ended by itself"));
  const running = carryOutOn({ ...kind, runOn }, pipeline, options, hooks);
  await expect(running).rejects.toThrow("kafka ended by itself");
});

test("a run that is interrupted ends with the reason of that", async () => {
  const runOn = () => Promise.reject(new Error("the request was aborted"));
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  const running = carryOutOn({ ...kind, runOn }, pipeline, options, { ...hooks, signal });
  await expect(running).rejects.toThrow("Ctrl-C");
});

test("a failure of a run and of the clean-up after it is one line, and the whole error is in its folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const failing = {
    ...kind,
    runOn: () => Promise.reject(new PartFailedError("kafka", "kafka ended\n  the end of its log")),
  };
  const running = carryOut(failing, options, folder, hooks, onPipeline(uncleanPipeline));
  await expect(running).rejects.toEqual(new RunError("kafka ended"));
  const whole = readFileSync(join(folder, failureFile), "utf8");
  expect(whole).toContain("the end of its log");
  expect(whole).toContain("carry-out.test.ts");
});

test("a pipeline that does not start has its own error, and no failure of a run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const error = new PartFailedError("kafka", "kafka is not usable\n  the end of its log");
  const running = carryOut(kind, options, folder, hooks, () => Promise.reject(error));
  await expect(running).rejects.toBe(error);
  expect(readdirSync(folder)).toEqual([]);
});

test("a pipeline that does not end cleanly after its run costs no report, and is said", async () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const notices: string[] = [];
  const given = { ...hooks, onNotice: (notice: string) => void notices.push(notice) };
  const small = { ...kind, toReport: () => ["a report"] };
  expect(await carryOut(small, options, folder, given, onPipeline(uncleanPipeline))).toEqual(["a report"]);
  expect(notices).toEqual(["The pipeline did not end cleanly: not clean"]);
  expect(readdirSync(folder)).toEqual(["report.json"]);
});

test("beside report.json a drill writes Markdown, a load run a page", () => {
  const [drill, load] = [plantedDrillReport(), plantedLoadReport()];
  expect(drillKind.texts(drill)).toEqual({ "report.md": drillMarkdown(drill) });
  expect(loadKind.texts(load)).toEqual({ "report.html": loadHtml(load) });
});

test("a report is passed on before it is written: of one that cannot be written, the verdict is not lost", async () => {
  const folder = mkdtempSync(join(tmpdir(), "report-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const report = { outcome: "inside" };
  const written: string[][] = [];
  const onReport = (passed: unknown) => {
    expect(passed).toBe(report);
    written.push(readdirSync(folder));
  };
  const texts = ({ outcome }: typeof report) => ({ "report.md": outcome });

  await deliver({ texts }, report, folder, { onReport });
  expect(written).toEqual([[]]);
  expect(readFileSync(join(folder, "report.json"), "utf8")).toBe('{\n  "outcome": "inside"\n}\n');
  expect(readFileSync(join(folder, "report.md"), "utf8")).toBe("inside");

  writeFileSync(join(folder, "file"), "");
  const writing = deliver({ texts }, report, join(folder, "file"), { onReport });
  await expect(writing).rejects.toBeInstanceOf(ReportWriteError);
  expect(written).toHaveLength(2);
  await deliver({ texts }, report, folder, {});
});
