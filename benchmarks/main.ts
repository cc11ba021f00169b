import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { Command, Option } from "commander";
import { checkout } from "../testbed/checkout.ts";
import { interruption } from "../testbed/interruption.ts";
import { busyPercent, machineTicks } from "../testbed/load/machine/machine-ticks.ts";
import { type Runtime, runtimes } from "../testbed/pipeline/runtime.ts";
import { environmentOf } from "../testbed/report/fields/environment.ts";
import { type BenchmarkContext, type Finding } from "./benchmark.ts";
import { benchmarks } from "./catalogue.ts";
import { writeResult } from "./results/write-result.ts";

/** Time for which the machine is observed before a benchmark: everything that it does then is other work. */
const restMs = 3_000;
const names = benchmarks.map(({ name }) => name);

const command = new Command("bench")
  .description("Measures the project's own figures, and writes them to docs/benchmarks.md.")
  .argument("[names...]", `which: ${names.join(", ")} (default: all that the runtime has, about an hour)`)
  .addOption(
    new Option("--runtime <name>", `where; compose has ${namesIn("compose").join(", ")}`)
      .choices(runtimes)
      .default("local"),
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

const { runtime } = command.opts<{ readonly runtime: Runtime }>();
const allowed = namesIn(runtime);
const unknown = command.args.filter((name) => !allowed.includes(name));
if (unknown.length > 0) {
  command.error(`error: ${unknown.join(", ")}: ${allowed.join(", ")} are allowed with --runtime ${runtime}`);
}

const context: BenchmarkContext = {
  runtime,
  progress: (line) => console.error(line),
  signal: interruption(),
};
const { signal } = context;
// The checkout may change while the benchmarks run.
const commit = measuredCommit();
const wanted = command.args.length === 0 ? allowed : command.args;
for (const benchmark of benchmarks.filter(({ name }) => wanted.includes(name))) {
  const { name } = benchmark;
  // A benchmark that cannot be interrupted has come to its end: the next one does not begin.
  if (signal.aborted) exitInterrupted();
  console.error(`\n== ${name}`);
  try {
    const othersPercent = await machinePercent();
    if (othersPercent > 0) console.error(`the machine is busy to ${othersPercent} % with other work`);
    const finding = await benchmark.run(context);
    // After every benchmark, so that an interruption keeps the results so far.
    keep(runtime === "local" ? name : `${name} on ${runtime}`, othersPercent, finding);
    console.error(JSON.stringify(finding.figures));
  } catch (error) {
    if (signal.aborted) exitInterrupted();
    console.error(error);
    // The other benchmarks are carried out all the same.
    process.exitCode = 1;
  }
}

function namesIn(where: Runtime): string[] {
  return benchmarks.filter((benchmark) => benchmark.runtimes.includes(where)).map(({ name }) => name);
}

async function machinePercent(): Promise<number> {
  const before = machineTicks();
  await delay(restMs, undefined, { signal });
  return Math.round(busyPercent(before, machineTicks()));
}

function exitInterrupted(): never {
  console.error("Interrupted: everything is stopped. What was measured before is kept.");
  process.exit(130);
}

/** Returns a commit such as `abc1234`, or `abc1234-dirty` if the checkout differs from it but for the results. */
function measuredCommit(): string {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
  const changes = git("status", "--porcelain", "--", ".", ":!docs/benchmarks.json", ":!docs/benchmarks.md");
  return `${git("rev-parse", "--short", "HEAD")}${changes === "" ? "" : "-dirty"}`;
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
}
