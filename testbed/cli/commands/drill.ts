import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Argument, Command, InvalidArgumentError, Option } from "commander";
import { type LinkName, type PartName } from "../../../services/shared/topology.ts";
import { type Phase, phasesOf } from "../../drill/drill.ts";
import { type DrillOptions } from "../../drill/drill-options.ts";
import { cellName, matrixCells } from "../../drill/matrix.ts";
import { type FaultPlan, faultName, partFaults, targetOf } from "../../faults/inject.ts";
import { type Qos } from "../../pipeline/pipeline.ts";
import { type CellResult, cellResult } from "../../report/drill/cell-result.ts";
import { drillSummary } from "../../report/drill/drill-summary.ts";
import { cellLine, matrixJson, matrixMarkdown } from "../../report/drill/matrix-table.ts";
import { nameOfTested } from "../../report/name-of-tested.ts";
import { carryOut, reportFolder } from "../carry-out.ts";
import { interruption } from "../interruption.ts";
import { duration } from "../options/arguments.ts";
import {
  type BridgeArguments,
  bridgesOf,
  onlyBridgeOf,
  withBridgeOptions,
} from "../options/bridge-arguments.ts";
import { checkedOr } from "../options/checked-or.ts";
import { type LoadArguments, loadOf, withLoadOptions } from "../options/drill-arguments.ts";
import { type ForeignArguments, foreignOf, withForeignOptions } from "../options/foreign-arguments.ts";
import { outageOption, qosOption } from "../options/run-arguments.ts";
import { downOption, linkArgument, partArgument } from "../options/topology-options.ts";
import { PhaseList } from "../phase-list.ts";
import { isUsageError, reportError } from "../report-error.ts";

interface DrillArguments extends LoadArguments, BridgeArguments, ForeignArguments {
  readonly qos: "0" | "1" | "2";
  readonly down?: PartName;
  readonly delay?: number;
}

interface MatrixArguments extends LoadArguments, BridgeArguments {
  readonly qos: readonly Qos[];
  readonly table?: string;
}

const exitCodes = `
Exit codes: 0 inside the budget, 1 outside, 2 a wrong argument or no engine, 3 the drill could not be carried out,
130 interrupted.`;

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
  const about = {
    kill: "SIGKILL a part, start it again",
    stop: "SIGTERM a part, start it again",
    pause: "freeze a part, its connections stay open",
  } as const;
  for (const kind of Object.keys(partFaults) as (keyof typeof partFaults)[]) {
    command.addCommand(
      oneDrill(kind, about[kind], partArgument(), (part) => ({
        kind,
        part: part as PartName,
      })),
    );
  }
  command.addCommand(
    withForeignOptions(
      withBridgeOptions(withLoadOptions(new Command("none").description("load, without a fault"))),
    )
      .addOption(qosOption())
      .addHelpText("after", exitCodes)
      .action(async (given: DrillArguments, noneCommand: Command) => {
        process.exitCode = await drill(() => optionsOf({ kind: "none" }, given), given, noneCommand);
      }),
  );
  command.addCommand(
    oneDrill("cut", "nothing passes a link", linkArgument(), (name) => ({
      kind: "cut",
      link: name as LinkName,
    })),
  );
  command.addCommand(
    oneDrill("slow", "everything passes a link later", linkArgument(), (name, { delay = 500 }) => ({
      kind: "slow",
      link: name as LinkName,
      delayMs: delay,
    })).addOption(
      new Option("--delay <time>", "how much later, in each direction")
        .argParser(duration(1, 60_000))
        .default(500, "500ms"),
    ),
  );
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
      .addHelpText("after", exitCodes)
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

function oneDrill(
  kind: FaultPlan["kind"],
  description: string,
  target: Argument,
  plan: (target: string, given: DrillArguments) => FaultPlan,
): Command {
  return withBridgeOptions(withLoadOptions(new Command(kind).description(description).addArgument(target)))
    .addOption(outageOption())
    .addOption(qosOption())
    .addOption(downOption())
    .addHelpText("after", exitCodes)
    .action(async (name: string, given: DrillArguments, command: Command) => {
      process.exitCode = await drill(() => optionsOf(plan(name, given), given), given, command);
    });
}

/** @throws {InvalidArgumentError} for arguments that do not go together */
function optionsOf(fault: FaultPlan, given: DrillArguments): DrillOptions {
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
