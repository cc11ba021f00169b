import { type Argument, Command, Option } from "commander";
import { type LinkName, type PartName } from "../../../services/shared/topology.ts";
import { type FaultPlan, partFaults } from "../../faults/inject.ts";
import { duration } from "../options/arguments.ts";
import { type BridgeArguments, withBridgeOptions } from "../options/bridge-arguments.ts";
import { type LoadArguments, withLoadOptions } from "../options/drill-arguments.ts";
import { type ForeignArguments, withForeignOptions } from "../options/foreign-arguments.ts";
import { outageOption, qosOption } from "../options/run-arguments.ts";
import { downOption, linkArgument, partArgument } from "../options/topology-options.ts";

/** Options of a drill of one fault. */
export interface DrillArguments extends LoadArguments, BridgeArguments, ForeignArguments {
  readonly qos: "0" | "1" | "2";
  readonly down?: PartName;
  readonly delay?: number;
}

/** Carries out the drill that the arguments ask for, and sets the exit code. */
export type RunDrill = (fault: FaultPlan, given: DrillArguments, command: Command) => Promise<void>;

/** Text below the options of every drill command. */
export const exitCodesHelp = `
Exit codes: 0 inside the budget, 1 outside, 2 a wrong argument or no engine, 3 the drill could not be carried out,
130 interrupted.`;

/** Returns a drill command for each fault, and one for none. */
export function faultCommands(run: RunDrill): Command[] {
  const about = {
    kill: "SIGKILL a part, start it again",
    stop: "SIGTERM a part, start it again",
    pause: "freeze a part, its connections stay open",
  } as const;
  return [
    ...(Object.keys(partFaults) as (keyof typeof partFaults)[]).map((kind) =>
      oneDrill(run, kind, about[kind], partArgument(), (part) => ({ kind, part: part as PartName })),
    ),
    withForeignOptions(
      withBridgeOptions(withLoadOptions(new Command("none").description("load, without a fault"))),
    )
      .addOption(qosOption())
      .addHelpText("after", exitCodesHelp)
      .action(async (given: DrillArguments, command: Command) => await run({ kind: "none" }, given, command)),
    oneDrill(run, "cut", "nothing passes a link", linkArgument(), (name) => ({
      kind: "cut",
      link: name as LinkName,
    })),
    oneDrill(run, "slow", "everything passes a link later", linkArgument(), (name, { delay = 500 }) => ({
      kind: "slow",
      link: name as LinkName,
      delayMs: delay,
    })).addOption(
      new Option("--delay <time>", "how much later, in each direction")
        .argParser(duration(1, 60_000))
        .default(500, "500ms"),
    ),
  ];
}

function oneDrill(
  run: RunDrill,
  kind: FaultPlan["kind"],
  description: string,
  target: Argument,
  plan: (target: string, given: DrillArguments) => FaultPlan,
): Command {
  return withBridgeOptions(withLoadOptions(new Command(kind).description(description).addArgument(target)))
    .addOption(outageOption())
    .addOption(qosOption())
    .addOption(downOption())
    .addHelpText("after", exitCodesHelp)
    .action(async (name: string, given: DrillArguments, command: Command) => {
      await run(plan(name, given), given, command);
    });
}
