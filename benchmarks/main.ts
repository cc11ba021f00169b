import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { checkout } from "../testbed/checkout.ts";
import { checkOrExit } from "../testbed/cli/options/check-or-exit.ts";
import { isUsageError, reportError } from "../testbed/cli/report-error.ts";
import { print, printError } from "../testbed/cli/terminal.ts";
import { interruption } from "../testbed/interruption.ts";
import { busyPercent, machineTicks } from "../testbed/load/machine/machine-ticks.ts";
import { requireImage } from "../testbed/pipeline/container/image.ts";
import { environmentOf } from "../testbed/report/fields/environment.ts";
import { benchCommand } from "./bench-command.ts";
import { type BenchArguments, benchRequest } from "./bench-request.ts";
import { type BenchmarkContext, type Finding, type Findings } from "./benchmark.ts";
import { requireContainers } from "./require-containers.ts";
import { resultName } from "./results/result-name.ts";
import { writeResult } from "./results/write-result.ts";

/** Time for which the machine is observed before a benchmark: everything that it does then is other work. */
const restMs = 3_000;

const command = benchCommand().parse();
const request = checkOrExit(() => benchRequest(command.args, command.opts<BenchArguments>()), command);
const { wanted, runtimes, bridges, traceCarrier, isOwn } = request;
const signal = interruption();
await requireImages();
// The checkout may change while the benchmarks run.
const commit = measuredCommit();
for (const benchmark of wanted) {
  const { name } = benchmark;
  const context: BenchmarkContext = {
    runtimes: runtimes.filter((runtime) => benchmark.runtimes.includes(runtime)),
    ...{ bridges, traceCarrier, progress: printError, signal },
  };
  // A benchmark that cannot be interrupted has come to its end: the next one does not begin.
  if (signal.aborted) exitInterrupted();
  console.error(`\n== ${name}`);
  try {
    const othersPercent = await machinePercent();
    if (othersPercent > 0) console.error(`the machine is busy to ${othersPercent} % with other work`);
    const findings = await benchmark.run(context);
    // After every benchmark, so that an interruption keeps the results so far.
    if (isOwn) keepAll(name, othersPercent, findings);
    else
      print(
        `\n${findings.local?.table}\n\nNot written to docs/benchmarks.md, which has the project's own figures.`,
      );
  } catch (error) {
    if (signal.aborted) exitInterrupted();
    reportError(error);
    // The other benchmarks are carried out all the same.
    process.exitCode = 1;
  }
}

/** Otherwise the start of every run would pull and build them, or fail. */
async function requireImages(): Promise<void> {
  try {
    const isContained = wanted.some((each) => each.runtimes.includes("compose"));
    if (isContained && runtimes.includes("compose")) await requireContainers(signal);
    for (const bridge of bridges)
      if (bridge.kind === "image") await requireImage(bridge.image, { onProgress: printError, signal });
  } catch (error) {
    if (signal.aborted) exitInterrupted();
    reportError(error);
    process.exit(isUsageError(error) ? 2 : 1);
  }
}

async function machinePercent(): Promise<number> {
  const before = machineTicks();
  await delay(restMs, undefined, { signal });
  return Math.round(busyPercent(before, machineTicks()));
}

function exitInterrupted(): never {
  console.error(`Interrupted: everything is stopped.${isOwn ? " What was measured before is kept." : ""}`);
  process.exit(130);
}

/** Returns a commit such as `abc1234`, or `abc1234-dirty` if the checkout differs from it but for the results. */
function measuredCommit(): string {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
  const changes = git("status", "--porcelain", "--", ".", ":!docs/benchmarks.json", ":!docs/benchmarks.md");
  return `${git("rev-parse", "--short", "HEAD")}${changes === "" ? "" : "-dirty"}`;
}

function keepAll(name: string, othersPercent: number, { local, compose }: Findings): void {
  if (local !== undefined) keep(resultName(name, "local"), othersPercent, local);
  if (compose !== undefined) keep(resultName(name, "compose"), othersPercent, compose);
}

function keep(name: string, othersPercent: number, { figures, details }: Finding): void {
  const { mosquitto: _mosquitto, kafka: _kafka, ...environment } = environmentOf(undefined, undefined);
  writeResult(name, {
    ...{ measuredAt: new Date().toISOString(), commit, environment, othersPercent },
    // JSON has no NaN: a figure that could not be measured is null.
    figures: Object.fromEntries(
      Object.entries(figures).map(([figure, value]) => [figure, Number.isFinite(value) ? value : null]),
    ),
    details: [...details],
  });
  console.error(`${name}: ${JSON.stringify(figures)}`);
}
