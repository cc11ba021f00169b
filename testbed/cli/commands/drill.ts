import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Phase, phasesOf } from "../../drill/drill.ts";
import { type DrillOptions } from "../../drill/drill-options.ts";
import { cellName, matrixCells } from "../../drill/matrix.ts";
import { catalogue } from "../../faults/catalogue.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { faultName, targetOf } from "../../faults/spec/resolved-fault.ts";
import { interruption } from "../../interruption.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { type CellResult, cellResult } from "../../report/drill/cell-result.ts";
import { drillSummary } from "../../report/drill/drill-summary.ts";
import { cellLine, matrixJson, matrixMarkdown } from "../../report/drill/matrix-table.ts";
import { nameOfTested } from "../../report/name-of-tested.ts";
import { carryOut, reportFolder } from "../carry-out.ts";
import {
  type BridgeArguments,
  bridgesOf,
  onlyBridgeOf,
  withBridgeOptions,
} from "../options/bridge-arguments.ts";
import { checkedOr } from "../options/checked-or.ts";
import { type LoadArguments, loadOf, withLoadOptions } from "../options/drill-arguments.ts";
import { foreignOf } from "../options/foreign-arguments.ts";
import { outageOption } from "../options/run-arguments.ts";
import { PhaseList } from "../phase-list.ts";
import { isUsageError, reportError } from "../report-error.ts";
import { type DrillArguments, exitCodesHelp, faultCommands } from "./fault-commands.ts";

interface MatrixArguments extends LoadArguments, BridgeArguments {
  readonly qos: readonly Qos[];
  readonly table?: string;
}

/** What people see of the phases. */
const phaseTitles: Readonly<Record<Phase, string>> = {
  start: "The pipeline starts",
  flow: "Readings flow",
  load: "Load",
  fault: "Fault",
  recovery: "Recovery",
  drain: "Drain",
  "clean restart": "A planned restart, for comparison",
  stop: "Everything stops",
};

/** `drill`: break a part or a link of a pipeline of its own, and say what became of every reading. */
export function drillCommand(): Command {
  const command = new Command("drill").description(
    "Breaks a part or a link of a pipeline under load and says what was lost, repeated, reordered or late, and where.",
  );
  const commands = faultCommands(catalogue, async (fault, given, drillOfFault) => {
    process.exitCode = await drill(() => optionsOf(fault, given), given, drillOfFault);
  });
  for (const each of commands) command.addCommand(each);
  command.addCommand(
    withBridgeOptions(
      withLoadOptions(
        new Command("matrix").description("every fault on every part and link, one after the other"),
      ),
    )
      .addOption(outageOption())
      .addOption(
        new Option("--qos <list>", "qualities of service, such as 0,1,2")
          .argParser(qosList)
          .default([1], "1"),
      )
      .option("--table <file>", "where the table is written (default: matrix.md beside the reports)")
      .addHelpText("after", exitCodesHelp)
      .action(async (given: MatrixArguments, matrixCommand: Command) => {
        process.exitCode = await matrix(given, matrixCommand);
      }),
  );
  return command;
}

function qosList(text: string): Qos[] {
  const levels = text.split(",");
  if (!levels.every((level) => /^[012]$/.test(level)) || new Set(levels).size < levels.length) {
    throw new InvalidArgumentError("a comma-separated list of 0, 1 and 2 is allowed, each once");
  }
  return levels.map((level) => Number(level) as Qos);
}

/** @throws {InvalidArgumentError} for arguments that do not go together */
function optionsOf(fault: FaultSpec, given: DrillArguments): DrillOptions {
  if (given.down !== undefined && given.down === targetOf(fault)) {
    throw new InvalidArgumentError(`--down ${given.down}: another part than that of the fault is allowed`);
  }
  const foreign = foreignOf(given);
  return {
    ...loadOf(given, Number(given.qos) as Qos, onlyBridgeOf(given, true)),
    ...(given.down ? { down: given.down } : {}),
    ...(foreign ? { foreign } : {}),
    fault,
  };
}

/** Carries out one drill and reports it. Returns the exit code. */
async function drill(options: () => DrillOptions, given: DrillArguments, command: Command): Promise<number> {
  const checked = checkedOr(options, command);
  const signal = interruption();
  const folder = await reportFolder(given.out, faultName(checked.fault).replace(" ", "-"));
  const phaseList = new PhaseList(phasesOf(checked.fault), phaseTitles);
  try {
    const report = await carryOut(checked, {
      runtime: given.runtime,
      budget: given.allow,
      folder,
      signal,
      onPhase: (phase, detail) => phaseList.show(phase, detail),
    });
    await phaseList.done();
    console.log(`\n${drillSummary(report)}\n\nReport: ${join(folder, "report.md")}`);
    return report.outside.length === 0 ? 0 : 1;
  } catch (error) {
    await phaseList.failed(signal.aborted ? "interrupted" : "given up");
    if (signal.aborted) {
      console.error("\nInterrupted: everything is stopped.");
      return 130;
    }
    reportError(error);
    return isUsageError(error) ? 2 : 3;
  }
}

/** Carries out all drills there are. Returns the exit code. */
async function matrix(given: MatrixArguments, command: Command): Promise<number> {
  const cells = checkedOr(() => {
    // Ours first, to hold the others against.
    const bridges = [undefined, ...bridgesOf(given, true)];
    return matrixCells(bridges.flatMap((bridge) => given.qos.map((qos) => loadOf(given, qos, bridge))));
  }, command);
  const signal = interruption();
  const folder = await reportFolder(given.out, "matrix");
  const results: CellResult[] = [];
  for (const [index, cell] of cells.entries()) {
    if (signal.aborted) break;
    const name = cellName(cell);
    const bridge = nameOfTested(cell);
    if (cells[index - 1]?.bridge !== cell.bridge) console.log(`Bridge: ${bridge}`);
    process.stdout.write(`${String(index + 1).padStart(2)}/${cells.length}  ${name.padEnd(40)}`);
    const cellFolder = `${String(index + 1).padStart(3, "0")}-${name.replaceAll(" ", "-")}`;
    const result = await cellResult(name, bridge, () =>
      carryOut(cell, {
        runtime: given.runtime,
        budget: given.allow,
        folder: join(folder, cellFolder),
        signal,
        onPhase: () => undefined,
      }),
    );
    if (signal.aborted) break;
    console.log(cellLine(result));
    results.push(result);
    // After every cell, so that an interruption keeps what there is.
    await writeFile(
      join(folder, "matrix.json"),
      `${JSON.stringify(matrixJson(results, cells.length), undefined, 2)}\n`,
    );
    await writeFile(given.table ?? join(folder, "matrix.md"), matrixMarkdown(results, cells.length));
  }
  console.log(`\nReports: ${folder}`);
  if (signal.aborted) {
    console.error(`Interrupted after ${results.length} of ${cells.length} cells: everything is stopped.`);
    return 130;
  }
  if (results.some(({ report }) => report === undefined)) return 3;
  return results.every(({ report }) => report?.outside.length === 0) ? 0 : 1;
}
