import { Command } from "commander";
import { drillPhases } from "../../drill/drill.ts";
import { catalogue } from "../../faults/catalogue.ts";
import { faultName } from "../../faults/spec/resolved-fault.ts";
import { drillKind } from "../../report/drill/drill-kind.ts";
import { drillSummary } from "../../report/drill/drill-summary.ts";
import { checkOrExit } from "../options/check-or-exit.ts";
import { drillOptions } from "../options/drill-arguments.ts";
import { runCommand } from "../run-command.ts";
import { faultCommands } from "./fault-commands.ts";
import { matrixCommand } from "./matrix.ts";

/** Returns the command `drill`: injects a fault into a pipeline under load and accounts for every reading. */
export function drillCommand(): Command {
  const command = new Command("drill").description(
    "Injects a fault into a part or a link of a pipeline under load and reports readings that were lost, duplicated, reordered or late, with the hop of each loss.",
  );
  const commands = faultCommands(catalogue, async (spec, given, commandOfFault) => {
    const options = checkOrExit(() => drillOptions(spec, given), commandOfFault);
    process.exitCode = await runCommand(drillKind, options, {
      ...{ out: given.out, junit: given.junit, name: faultName(spec) },
      phases: drillPhases(options),
      summary: drillSummary,
      file: "report.md",
    });
  });
  for (const each of [...commands, matrixCommand()]) command.addCommand(each);
  return command;
}
