import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command, Option } from "commander";
import { checkout } from "../testbed/checkout.ts";
import { interruption } from "../testbed/interruption.ts";
import { busyPercent, machineTicks } from "../testbed/load/machine-ticks.ts";
import { type Runtime, runtimes } from "../testbed/pipeline/runtime.ts";
import { environmentOf } from "../testbed/report/environment.ts";
import { backlog } from "./backlog.ts";
import { type BenchmarkResults, benchmarkResults, benchmarksMarkdown } from "./benchmarks-markdown.ts";
import { devices } from "./devices.ts";
import { latency } from "./latency.ts";
import { ledger } from "./ledger.ts";
import { recovery } from "./recovery.ts";
import { startUp } from "./start-up.ts";
import { throughput } from "./throughput.ts";

const all = [throughput, latency, startUp, backlog, recovery, ledger, devices];
const resultsFile = join(checkout, "docs", "benchmarks.json");
/** So long the machine is looked at before a benchmark: what it does then, others do. */
const restMs = 3_000;
const names = all.map(({ name }) => name);

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

const signal = interruption();
// Before anything runs: the checkout may change while it does.
const commit = measuredCommit();
const wanted = command.args.length === 0 ? allowed : command.args;
const chosen = all.filter(({ name }) => wanted.includes(name));
for (const { name, run } of chosen) {
  // One that cannot be interrupted has come to its end: the next one does not begin.
  if (signal.aborted) interrupted();
  console.error(`\n== ${name}`);
  try {
    const before = machineTicks();
    await delay(restMs, undefined, { signal });
    const othersPercent = Math.round(busyPercent(before, machineTicks()));
    if (othersPercent > 0) console.error(`the machine is busy to ${othersPercent} % with other work`);
    const { figures, details } = await run((line) => console.error(line), signal, runtime);
    keep(runtime === "local" ? name : `${name} on ${runtime}`, othersPercent, figures, details);
    console.error(JSON.stringify(figures));
  } catch (error) {
    if (signal.aborted) interrupted();
    console.error(error);
    // The others may be measured all the same.
    process.exitCode = 1;
  }
}

function namesIn(where: Runtime): string[] {
  return all.filter(({ runtimes: has }) => has.includes(where)).map(({ name }) => name);
}

function interrupted(): never {
  console.error("Interrupted: everything is stopped. What was measured before is kept.");
  process.exit(130);
}

/** `abc1234`, and `abc1234-dirty` where what was measured is not all of that commit; the results themselves do not count. */
function measuredCommit(): string {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: checkout, encoding: "utf8" }).trim();
  const changes = git("status", "--porcelain", "--", ".", ":!docs/benchmarks.json", ":!docs/benchmarks.md");
  return `${git("rev-parse", "--short", "HEAD")}${changes === "" ? "" : "-dirty"}`;
}

/** After every benchmark, so that an interruption keeps what there is. */
function keep(
  name: string,
  othersPercent: number,
  figures: Readonly<Record<string, number>>,
  details: readonly string[],
): void {
  const before = existsSync(resultsFile)
    ? benchmarkResults.parse(JSON.parse(readFileSync(resultsFile, "utf8")))
    : {};
  const { mosquitto: _mosquitto, kafka: _kafka, ...environment } = environmentOf(undefined, undefined);
  const results: BenchmarkResults = {
    ...before,
    [name]: {
      ...{ measuredAt: new Date().toISOString(), commit, environment, othersPercent },
      // JSON has no NaN: what could not be measured is null.
      figures: Object.fromEntries(
        Object.entries(figures).map(([figure, value]) => [figure, Number.isFinite(value) ? value : null]),
      ),
      details: [...details],
    },
  };
  writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(checkout, "docs", "benchmarks.md"), benchmarksMarkdown(results));
}
