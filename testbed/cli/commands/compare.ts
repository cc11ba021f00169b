import { Command, Option } from "commander";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { handWritten } from "../../load/hand-written.ts";
import { comparisonJson } from "../../report/comparison/comparison-json.ts";
import { comparisonTable } from "../../report/comparison/comparison-table.ts";
import { loadKind } from "../../report/load/load-kind.ts";
import { type LoadReport } from "../../report/load/load-report.ts";
import { figure } from "../../report/text/figure.ts";
import { lostAtText } from "../../report/text/lost-at-text.ts";
import { verdictLine } from "../../report/text/verdict-line.ts";
import { isVerdict } from "../../run/judgement/outcome.ts";
import { type SeriesResult } from "../../run/series.ts";
import { testedName } from "../../run/tested-name.ts";
import { exitCodeOf, exitCodes } from "../exit-codes.ts";
import { wholeNumberArgument } from "../options/arguments.ts";
import { checkOrExit } from "../options/check-or-exit.ts";
import { type LoadArguments, loadRunOptions, withLoadOptions } from "../options/load-arguments.ts";
import { testedOf } from "../options/tested-arguments.ts";
import { seriesCommand } from "../series-command.ts";
import { print, printError } from "../terminal.ts";

interface CompareArguments extends LoadArguments {
  readonly rounds: number;
}

const help = `
Exit codes: 0 all runs have a verdict, 2 invalid argument or no container engine, 3 some have none, 130 interrupted.
Losses of a bridge are a result, not a failure of the comparison.`;

/** Returns the command `compare`: the same load through several bridges in turn. */
export function compareCommand(): Command {
  return withLoadOptions(
    new Command("compare").description(
      "Runs the same load through our connector, a typical hand-written bridge and any others that you name, in turn, and prints the ratios.",
    ),
  )
    .addOption(
      new Option("--rounds <n>", "number of runs of every bridge")
        .argParser(wholeNumberArgument(1, 100))
        .default(3),
    )
    .addHelpText("after", help)
    .action(async (given: CompareArguments, command: Command) => {
      process.exitCode = await compare(given, command);
    });
}

/** Carries out all runs, prints the comparison and returns the exit code. */
async function compare(given: CompareArguments, command: Command): Promise<number> {
  const bridges = checkOrExit(() => {
    // Without `lowPriority`: the pipelines of later runs would inherit the lowered priority of this process.
    const [own = {}, ...others] = testedOf(given, false);
    const tested = [own, { bridge: handWritten }, ...others];
    return tested.map((each) => loadRunOptions(given, each, false));
  }, command);
  // Interleaved, so that a temporarily slow machine affects all bridges.
  const entries = Array.from({ length: given.rounds }, (_, index) => `round ${index + 1}`).flatMap((name) =>
    bridges.map((options) => ({ name, bridge: testedName(options), options })),
  );
  const { results, folder, isInterrupted } = await seriesCommand(loadKind, entries, {
    ...{ out: given.out, junit: given.junit, name: "compare" },
    begin: ({ name, bridge }) => `${name}/${given.rounds}  ${escapedText(bridge).padEnd(40)} `,
    line: (result) => escapedText(runLine(result)),
    folder: ({ name }, index) => `${name.replace(" ", "-")}-bridge-${(index % bridges.length) + 1}`,
    texts: (soFar) => ({
      "comparison.json": `${JSON.stringify(comparisonJson(soFar), undefined, 2)}\n`,
      "comparison.md": `${comparisonTable(soFar)}\n`,
    }),
  });
  if (results.length > 0) print(`\n${comparisonTable(results)}\n`);
  print(`Reports: ${folder}`);
  if (isInterrupted) {
    printError("Interrupted: everything is stopped.");
    return exitCodes.interrupted;
  }
  // Losses of a bridge are a result of the comparison.
  const code = exitCodeOf(results.map(({ report }) => report?.outcome));
  return code === exitCodes.outside ? exitCodes.inside : code;
}

function runLine({ report, reason = "" }: SeriesResult<LoadReport>): string {
  if (report === undefined) return `not carried out: ${reason.split("\n", 1)[0]}`;
  if (!isVerdict(report.outcome)) return verdictLine(report);
  const { throughput, latencyMs, counts, lostAt } = report;
  const hops = lostAtText([lostAt]);
  const pace = report.pace?.held === false ? ", rate not held" : "";
  const { p50, p99 } = latencyMs.endToEnd ?? {};
  return `${figure(throughput.untilDrained)}/s, p50 ${p50 ?? "–"} ms, p99 ${p99 ?? "–"} ms, ${counts.lost} lost${hops && ` (${hops})`}, ${counts.reordered} reordered${pace}`;
}
