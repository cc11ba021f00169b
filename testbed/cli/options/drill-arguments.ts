import { type Command, InvalidArgumentError, Option } from "commander";
import { type PartName } from "../../../services/shared/topology.ts";
import { type DrillOptions, drillDefaults } from "../../drill/drill-options.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { targetOf } from "../../faults/spec/resolved-fault.ts";
import { type Bridge } from "../../pipeline/bridge.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { faultWindow } from "../../run/engine/fault-window.ts";
import { duration } from "./arguments.ts";
import { onlyBridgeOf, withBridgeOptions } from "./bridge-arguments.ts";
import { foreignOf } from "./foreign-arguments.ts";
import {
  devicesOption,
  longestMs,
  type RunArguments,
  rateOption,
  runOptions,
  timeOption,
  withRunOptions,
} from "./run-arguments.ts";

/** Arguments of a drill of one fault, beside the parameters of that fault. */
export interface DrillArguments extends RunArguments {
  readonly qos: "0" | "1" | "2";
  readonly toggleEvery?: number;
  readonly down?: PartName;
  /** Ends of a pipeline that is running elsewhere. */
  readonly mqtt?: string;
  readonly kafka?: string;
  readonly mqttTopic?: string;
  readonly kafkaTopic?: string;
}

/** Adds the options of every drill to a command: load, runtime, report, bridge. */
export function withDrillOptions(command: Command): Command {
  command
    .addOption(rateOption(drillDefaults.ratePerSecond))
    .addOption(devicesOption(drillDefaults.devices))
    .addOption(timeOption("--for <time>", "shortest length of the load", 100, longestMs, drillDefaults.forMs))
    .addOption(
      new Option(
        "--toggle-every <time>",
        "interval at which one device is toggled (default: never)",
      ).argParser(duration(1, longestMs)),
    );
  return withBridgeOptions(withRunOptions(command));
}

/**
 * Returns the drill that the arguments ask for.
 * @throws {InvalidArgumentError} for arguments that do not go together
 */
export function drillOptions(spec: FaultSpec, given: DrillArguments): DrillOptions {
  if (given.down !== undefined && given.down === targetOf(spec)) {
    throw new InvalidArgumentError(`--down ${given.down}: another part than that of the fault is allowed`);
  }
  const fault = faultWindow(spec, given.outage ?? 0, given.down);
  const foreign = foreignOf(given);
  return {
    ...drillLoad(given, Number(given.qos) as Qos, onlyBridgeOf(given, true)),
    ...(fault ? { fault } : {}),
    ...(foreign ? { foreign } : {}),
  };
}

/**
 * Returns the options of a drill but for its fault.
 * @throws {InvalidArgumentError} when the devices cannot make the rate
 */
export function drillLoad(
  given: RunArguments & Pick<DrillArguments, "toggleEvery">,
  qos: Qos,
  bridge: Bridge | undefined,
): DrillOptions {
  return { ...drillDefaults, ...runOptions(given, qos, bridge), toggleEveryMs: given.toggleEvery };
}
