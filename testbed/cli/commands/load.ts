import { Command } from "commander";
import { loadPhases } from "../../load/load-run.ts";
import { loadKind } from "../../report/load/load-kind.ts";
import { loadSummary } from "../../report/load/load-summary.ts";
import { exitCodesHelp } from "../exit-codes.ts";
import { checkOrExit } from "../options/check-or-exit.ts";
import {
  faultOption,
  type LoadArguments,
  loadRunOptions,
  withLoadOptions,
} from "../options/load-arguments.ts";
import { outageOption } from "../options/run-arguments.ts";
import { onlyTestedOf } from "../options/tested-arguments.ts";
import { runCommand } from "../run-command.ts";

const help = `${exitCodesHelp}
A run that ends early is reported with its measurements until then.`;

/** Returns the command `load`: measures throughput, latencies and resource usage. */
export function loadCommand(): Command {
  return withLoadOptions(
    new Command("load").description(
      "Loads a pipeline with virtual devices and reports throughput, latencies, resource usage of the parts, and readings that were lost, duplicated, reordered or late.",
    ),
  )
    .addOption(faultOption())
    .addOption(outageOption())
    .addHelpText("after", help)
    .action(async (given: LoadArguments, command: Command) => {
      const options = checkOrExit(() => loadRunOptions(given, onlyTestedOf(given, false), true), command);
      process.exitCode = await runCommand(loadKind, options, {
        ...{ out: given.out, junit: given.junit, name: "load" },
        phases: loadPhases,
        summary: loadSummary,
        file: "report.html",
      });
    });
}
