import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { matrixCells } from "../../drill/matrix-cells.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { drillKind } from "../../report/drill/drill-kind.ts";
import { cellLine } from "../../report/matrix/cell-line.ts";
import { matrixJson } from "../../report/matrix/matrix-json.ts";
import { matrixMarkdown } from "../../report/matrix/matrix-markdown.ts";
import { requireWritableFile } from "../../report/report-folder.ts";
import { exitCodeOf, exitCodes, exitCodesHelp } from "../exit-codes.ts";
import { bridgesOf } from "../options/bridge-arguments.ts";
import { checkOrExit } from "../options/check-or-exit.ts";
import { type DrillArguments, drillLoad, withDrillOptions } from "../options/drill-arguments.ts";
import { outageOption } from "../options/run-arguments.ts";
import { seriesCommand } from "../series-command.ts";
import { print, printError } from "../terminal.ts";

interface MatrixArguments extends Omit<DrillArguments, "qos"> {
  readonly qos: readonly Qos[];
  readonly table?: string;
}

/** Returns the command `drill matrix`: every fault on every part and link. */
export function matrixCommand(): Command {
  return withDrillOptions(
    new Command("matrix").description("run every fault on every part and link, one after the other"),
  )
    .addOption(outageOption())
    .addOption(new Option("--qos <list>", "QoS levels, such as 0,1,2").argParser(qosList).default([1], "1"))
    .option("--table <file>", "file of the table (default: matrix.md beside the reports)")
    .addHelpText("after", exitCodesHelp)
    .action(async (given: MatrixArguments, command: Command) => {
      process.exitCode = await matrix(given, command);
    });
}

function qosList(text: string): Qos[] {
  const levels = text.split(",");
  if (!levels.every((level) => /^[012]$/.test(level)) || new Set(levels).size < levels.length) {
    throw new InvalidArgumentError("a comma-separated list of 0, 1 and 2 is allowed, each once");
  }
  return levels.map((level) => Number(level) as Qos);
}

/** Carries out all drills and returns the exit code. */
async function matrix(given: MatrixArguments, command: Command): Promise<number> {
  const cells = checkOrExit(() => {
    // `undefined` is our connector: first, for comparison with the others.
    const bridges = [undefined, ...bridgesOf(given, true)];
    const loads = bridges.flatMap((bridge) => given.qos.map((qos) => drillLoad(given, qos, bridge)));
    return matrixCells(loads, given.outage ?? 0);
  }, command);
  if (given.table !== undefined) await requireWritableFile("--table", given.table);
  const { results, folder, isInterrupted } = await seriesCommand(drillKind, cells, {
    out: given.out,
    name: "matrix",
    begin: ({ name, bridge, options }, index) => {
      const isNext = cells[index - 1]?.options.bridge !== options.bridge;
      const head = isNext ? `Bridge: ${escapedText(bridge)}\n` : "";
      return `${head}${String(index + 1).padStart(2)}/${cells.length}  ${name.padEnd(40)}`;
    },
    line: cellLine,
    folder: ({ name }, index) => `${String(index + 1).padStart(3, "0")}-${name.replaceAll(" ", "-")}`,
    texts: (soFar) => ({
      "matrix.json": `${JSON.stringify(matrixJson(soFar, cells.length), undefined, 2)}\n`,
      [given.table === undefined ? "matrix.md" : resolve(given.table)]: matrixMarkdown(soFar, cells.length),
    }),
  });
  print(`\nReports: ${folder}`);
  if (isInterrupted) {
    printError(`Interrupted after ${results.length} of ${cells.length} cells: everything is stopped.`);
    return exitCodes.interrupted;
  }
  return exitCodeOf(results.map(({ report }) => report?.outcome));
}
