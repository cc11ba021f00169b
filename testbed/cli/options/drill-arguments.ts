import { type Command, InvalidArgumentError, Option } from "commander";
import { type PartName } from "../../../services/shared/topology.ts";
import { type DrillOptions, drillDefaults } from "../../drill/drill-options.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { targetOf } from "../../faults/spec/resolved-fault.ts";
import { type Bridge } from "../../pipeline/bridge.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { faultWindow } from "../../run/engine/fault-window.ts";
import { durationArgument } from "./arguments.ts";
import { onlyBridgeOf, withBridgeOptions } from "./bridge-arguments.ts";
import { type ForeignArguments, foreignOf } from "./foreign-arguments.ts";
import {
  checkRecoveryAllowance,
  devicesOption,
  maxTimeMs,
  type RunArguments,
  rateOption,
  runOptions,
  timeOption,
  withinOutage,
  withRunOptions,
} from "./run-arguments.ts";

/** Arguments of a drill of one fault, without the parameters of that fault. */
export interface DrillArguments extends RunArguments, ForeignArguments {
  readonly qos: "0" | "1" | "2";
  readonly toggleEvery?: number;
  readonly down?: PartName;
}

/** Adds the options of every drill to a command: load, runtime, report, bridge. */
export function withDrillOptions(command: Command): Command {
  command
    .addOption(rateOption(drillDefaults.ratePerSecond))
    .addOption(devicesOption(drillDefaults.devices))
    .addOption(
      timeOption("--for <time>", "minimum duration of the load", 100, maxTimeMs, drillDefaults.forMs),
    )
    .addOption(
      new Option(
        "--toggle-every <time>",
        "interval at which one device is toggled (default: never)",
      ).argParser(durationArgument(1, maxTimeMs)),
    );
  return withBridgeOptions(withRunOptions(command));
}

/**
 * Returns the options of a drill for these arguments.
 * @throws {InvalidArgumentError} if arguments conflict
 */
export function drillOptions(spec: FaultSpec, given: DrillArguments): DrillOptions {
  if (given.down !== undefined && given.down === targetOf(spec)) {
    throw new InvalidArgumentError(`--down ${given.down}: another part than that of the fault is allowed`);
  }
  const fault = withinOutage(() => faultWindow(spec, given.outage ?? 0, given.down));
  checkRecoveryAllowance(given, fault);
  const foreign = foreignOf(given);
  return {
    ...drillLoad(given, Number(given.qos) as Qos, onlyBridgeOf(given, true)),
    ...(fault ? { fault } : {}),
    ...(foreign ? { foreign } : {}),
  };
}

/**
 * Returns the options of a drill, without its fault.
 * @throws {InvalidArgumentError} if the devices cannot make the rate
 */
export function drillLoad(
  given: RunArguments & Pick<DrillArguments, "toggleEvery">,
  qos: Qos,
  bridge: Bridge | undefined,
): DrillOptions {
  return { ...drillDefaults, ...runOptions(given, qos, bridge), toggleEveryMs: given.toggleEvery };
}
