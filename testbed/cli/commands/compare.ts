import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import { interruption } from "../../interruption.ts";
import { handWritten } from "../../load/hand-written.ts";
import { type LoadPlan } from "../../load/load-run-options.ts";
import { type ComparedRun, comparisonJson, comparisonTable } from "../../report/load/comparison.ts";
import { figure } from "../../report/load/load-words.ts";
import { nameOfTested } from "../../report/name-of-tested.ts";
import { reportFolder } from "../carry-out.ts";
import { carryOutLoad } from "../carry-out-load.ts";
import { wholeNumber } from "../options/arguments.ts";
import { type BridgeArguments, bridgesOf, withBridgeOptions } from "../options/bridge-arguments.ts";
import { checkedOr } from "../options/checked-or.ts";
import { type LoadRunArguments, loadPlanOf, withLoadRunOptions } from "../options/load-arguments.ts";

type CompareArguments = LoadRunArguments & BridgeArguments & { readonly rounds: number };

const exitCodes = `
Exit codes: 0 every run came to its end, 2 a wrong argument or no engine, 3 some did not, 130 interrupted. What a bridge
loses is a result, and no failure of the comparison.`;

/** `compare`: the same load through several bridges in turn. */
export function compareCommand(): Command {
  return withBridgeOptions(
    withLoadRunOptions(
      new Command("compare").description(
        "Runs the same load through our connector, through the bridge that people write by hand, and through others that you name, in turn, and prints ratios.",
      ),
    ),
  )
    .addOption(
      new Option("--rounds <n>", "how often every bridge has its turn")
        .argParser(wholeNumber(1, 100))
        .default(3),
    )
    .addHelpText("after", exitCodes)
    .action(async (given: CompareArguments, command: Command) => {
      process.exitCode = await compare(given, command);
    });
}

/** Carries out all runs, and prints the comparison. Returns the exit code. */
async function compare(given: CompareArguments, command: Command): Promise<number> {
  const plans = checkedOr(() => {
    const bridges = [undefined, handWritten, ...bridgesOf(given, false)];
    return bridges.map((bridge) => loadPlanOf(given, bridge));
  }, command);
  const signal = interruption();
  const folder = await reportFolder(given.out, "compare");
  const runs: ComparedRun[] = [];
  // Interleaved, so that a machine that is slow for a while is so for all of them.
  for (let round = 1; round <= given.rounds; round += 1) {
    for (const [index, plan] of plans.entries()) {
      if (signal.aborted) break;
      const bridge = nameOfTested(plan);
      process.stdout.write(`round ${round}/${given.rounds}  ${bridge.padEnd(40)} `);
      const run = await comparedRun(plan, bridge, round, given, {
        folder: join(folder, `round-${round}-bridge-${index + 1}`),
        signal,
      });
      if (signal.aborted) break;
      console.log(runLine(run));
      runs.push(run);
      // After every run, so that an interruption keeps what there is.
      await writeFile(
        join(folder, "comparison.json"),
        `${JSON.stringify(comparisonJson(runs), undefined, 2)}\n`,
      );
      await writeFile(join(folder, "comparison.md"), `${comparisonTable(runs)}\n`);
    }
  }
  if (runs.length > 0) console.log(`\n${comparisonTable(runs)}\n`);
  console.log(`Reports: ${folder}`);
  if (signal.aborted) {
    console.error("Interrupted: everything is stopped.");
    return 130;
  }
  return runs.every(({ report }) => report?.incomplete === null) ? 0 : 3;
}

/** A run that fails is a result: it stops no other. */
async function comparedRun(
  plan: LoadPlan,
  bridge: string,
  round: number,
  { runtime, allow }: CompareArguments,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<ComparedRun> {
  try {
    const report = await carryOutLoad(plan, {
      // The pipelines of the next runs would inherit it.
      ...{ runtime, budget: allow, folder, signal, givesWay: false },
      onPhase: () => undefined,
      onReport: () => undefined,
    });
    return { bridge, round, report };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { bridge, round, report: undefined, reason };
  }
}

function runLine({ report, reason = "" }: ComparedRun): string {
  if (report === undefined) return `not carried out: ${reason.split("\n", 1)[0]}`;
  if (report.incomplete !== null) return `cut short: ${report.incomplete.split("\n", 1)[0]}`;
  const { throughput, latencyMs, counts } = report;
  const { p50, p99 } = latencyMs.endToEnd ?? {};
  return `${figure(throughput.untilDrained)}/s, p50 ${p50 ?? "–"} ms, p99 ${p99 ?? "–"} ms, ${counts.lost} lost, ${counts.reordered} reordered`;
}
