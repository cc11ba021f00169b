import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { type DrillOptions } from "../../drill/drill-options.ts";
import { matrixCells } from "../../drill/matrix-cells.ts";
import { allFaults, clusterFaults } from "../../faults/spec/all-faults.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { faultName } from "../../faults/spec/resolved-fault.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { drillKind } from "../../report/drill/drill-kind.ts";
import { folderName } from "../../report/folder-name.ts";
import { cellLine } from "../../report/matrix/cell-line.ts";
import { matrixJson } from "../../report/matrix/matrix-json.ts";
import { matrixMarkdown } from "../../report/matrix/matrix-markdown.ts";
import { requireWritableFile } from "../../report/report-folder.ts";
import { type SeriesEntry } from "../../run/series.ts";
import { exitCodeOf, exitCodes, exitCodesHelp } from "../exit-codes.ts";
import { checkOrExit } from "../options/check-or-exit.ts";
import { checkForm, type DrillArguments, drillLoad, withDrillOptions } from "../options/drill-arguments.ts";
import {
  checkFaultSize,
  checkRecoveryAllowance,
  outageOption,
  withinOutage,
} from "../options/run-arguments.ts";
import { testedOf } from "../options/tested-arguments.ts";
import { oneOf } from "../options/topology-options.ts";
import { seriesCommand } from "../series-command.ts";
import { print, printError } from "../terminal.ts";

interface MatrixArguments extends Omit<DrillArguments, "qos"> {
  readonly qos: readonly Qos[];
  /** `undefined`: all on every part and link. */
  readonly faults?: readonly FaultSpec[];
  readonly withoutOurs: boolean;
  readonly table?: string;
}

/** Returns the command `drill matrix`: every fault on every part and link. */
export function matrixCommand(): Command {
  return withDrillOptions(
    new Command("matrix").description(
      "run every fault on every part and link, or those of --faults, one after the other",
    ),
  )
    .addOption(outageOption())
    .addOption(
      new Option("--faults <list>", 'only these faults, such as "kill bridge, cut mqtt-bridge"').argParser(
        faultList,
      ),
    )
    .option("--without-ours", "leave out our connector, with which other bridges are compared", false)
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

/** Faults of --faults: those of the matrix, and none. */
const faults: readonly FaultSpec[] = [{ kind: "none" }, ...allFaults, ...clusterFaults];

function faultList(text: string): FaultSpec[] {
  const nameIn = oneOf(faults.map(faultName));
  const names = text.split(",").map((name) => nameIn(name.trim()));
  if (new Set(names).size < names.length) throw new InvalidArgumentError("each fault is allowed once");
  return names.flatMap((name) => faults.filter((spec) => faultName(spec) === name));
}

/** @throws {InvalidArgumentError} if arguments conflict */
function cellsOf(given: MatrixArguments): SeriesEntry<DrillOptions>[] {
  // Ours is first, for comparison with the others.
  const [ours = {}, ...others] = testedOf(given, true);
  if (given.withoutOurs && others.length === 0) {
    throw new InvalidArgumentError(
      "--without-ours: only with --bridge-command, --bridge-image, --connector or --consumer-command",
    );
  }
  for (const spec of given.faults ?? []) {
    checkForm(spec, given);
    checkFaultSize(spec, given);
  }
  const all = given.withoutOurs ? others : [ours, ...others];
  const loads = all.flatMap((tested) => given.qos.map((qos) => drillLoad(given, qos, tested)));
  const cells = withinOutage(() => matrixCells(loads, given.outage ?? 0, given.faults));
  checkRecoveryAllowance(given, cells.find(({ options }) => options.fault)?.options.fault);
  return cells;
}

/** Carries out all drills and returns the exit code. */
async function matrix(given: MatrixArguments, command: Command): Promise<number> {
  const cells = checkOrExit(() => cellsOf(given), command);
  if (given.table !== undefined) await requireWritableFile("--table", given.table);
  const { results, folder, isInterrupted } = await seriesCommand(drillKind, cells, {
    ...{ out: given.out, junit: given.junit, name: "matrix" },
    begin: ({ name, bridge }, index) => {
      const isNext = cells[index - 1]?.bridge !== bridge;
      const head = isNext ? `Bridge: ${escapedText(bridge)}\n` : "";
      return `${head}${String(index + 1).padStart(2)}/${cells.length}  ${name.padEnd(40)}`;
    },
    line: cellLine,
    folder: ({ name }, index) => `${String(index + 1).padStart(3, "0")}-${folderName(name)}`,
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
