import { type Command, InvalidArgumentError, Option } from "commander";
import { clusterLink, type PartName } from "../../../services/shared/topology.ts";
import { type DrillOptions, drillDefaults } from "../../drill/drill-options.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import {
  faultName,
  interfaceLinkOf,
  needsSecure,
  proxiedLinksOf,
  targetOf,
} from "../../faults/spec/resolved-fault.ts";
import { isCluster } from "../../pipeline/cluster/cluster-size.ts";
import { LinkInterfaceError, requireLinkInterfaces } from "../../pipeline/local/link-interfaces.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { faultWindow } from "../../run/engine/fault-window.ts";
import { durationArgument } from "./arguments.ts";
import { type ForeignArguments, foreignOf } from "./foreign-arguments.ts";
import {
  checkFaultSize,
  checkRecoveryAllowance,
  devicesOption,
  maxTimeMs,
  type RunArguments,
  rateOption,
  runOptions,
  type Tested,
  timeOption,
  withinOutage,
  withRunOptions,
} from "./run-arguments.ts";
import { onlyTestedOf, withTestedOptions } from "./tested-arguments.ts";

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
  return withTestedOptions(withRunOptions(command));
}

/**
 * Returns the options of a drill for these arguments.
 * @throws {InvalidArgumentError} if arguments conflict
 */
export function drillOptions(spec: FaultSpec, given: DrillArguments): DrillOptions {
  if (given.down !== undefined && given.down === targetOf(spec)) {
    throw new InvalidArgumentError(`--down ${given.down}: another part than that of the fault is allowed`);
  }
  checkForm(spec, given);
  checkFaultSize(spec, given);
  if (interfaceLinkOf(spec) !== undefined) checkLinkInterfaces(given);
  const fault = withinOutage(() => faultWindow(spec, given.outage ?? 0, given.down));
  checkRecoveryAllowance(given, fault);
  const foreign = foreignOf(given);
  if (foreign !== undefined && isCluster(given))
    throw new InvalidArgumentError(
      "--kafka-nodes, --workers, --consumers: a pipeline of our own is allowed, not that of --mqtt and --kafka",
    );
  if (given.secure && foreign !== undefined)
    throw new InvalidArgumentError(
      "--secure: a pipeline of our own is allowed, not that of --mqtt and --kafka",
    );
  return {
    ...drillLoad(given, Number(given.qos) as Qos, onlyTestedOf(given, true)),
    ...(fault ? { fault } : {}),
    ...(foreign ? { foreign } : {}),
  };
}

/** @throws {InvalidArgumentError} if the fault is for the other form of the pipeline, with doors that are shut or open */
export function checkForm(
  spec: FaultSpec,
  { secure, runtime }: Pick<RunArguments, "secure" | "runtime">,
): void {
  if (needsSecure(spec) && !secure)
    throw new InvalidArgumentError(
      `${faultName(spec)}: only with --secure, which has certificates and rights`,
    );
  if (proxiedLinksOf(spec).includes(clusterLink) && (runtime !== "local" || process.platform !== "linux"))
    throw new InvalidArgumentError(
      `${faultName(spec)}: --runtime local on Linux is allowed, where every node has addresses of loopback of its own`,
    );
  if (secure && interfaceLinkOf(spec) !== undefined)
    throw new InvalidArgumentError(
      "--hang-by packets: not with --secure, whose certificates lack the address of the network interface",
    );
}

/** @throws {InvalidArgumentError} with what is missing for packets to be dropped */
function checkLinkInterfaces({ runtime }: DrillArguments): void {
  if (runtime !== "local")
    throw new InvalidArgumentError(`--hang-by packets: --runtime local is allowed, not ${runtime}`);
  try {
    requireLinkInterfaces();
  } catch (error) {
    if (!(error instanceof LinkInterfaceError)) throw error;
    throw new InvalidArgumentError(`--hang-by packets: ${error.message}`);
  }
}

/**
 * Returns the options of a drill, without its fault.
 * @throws {InvalidArgumentError} if the devices cannot make the rate
 */
export function drillLoad(
  given: RunArguments & Pick<DrillArguments, "toggleEvery">,
  qos: Qos,
  tested: Tested,
): DrillOptions {
  return { ...drillDefaults, ...runOptions(given, qos, tested), toggleEveryMs: given.toggleEvery };
}
