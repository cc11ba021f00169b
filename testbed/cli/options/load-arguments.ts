import { type Command, InvalidArgumentError, Option } from "commander";
import { type PacedProfile, pacedProfiles } from "../../../services/publisher/fleet/load-profile.ts";
import { openFaults } from "../../faults/spec/all-faults.ts";
import { faultName, linkOf, resolvedFault } from "../../faults/spec/resolved-fault.ts";
import { type LoadRunOptions, loadDefaults } from "../../load/load-run-options.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { type FaultWindow, faultWindow } from "../../run/engine/fault-window.ts";
import { wholeNumberArgument } from "./arguments.ts";
import {
  checkRecoveryAllowance,
  devicesOption,
  loadRateOption,
  maxTimeMs,
  qosOption,
  type RunArguments,
  runOptions,
  type Tested,
  timeOption,
  withinOutage,
  withRunOptions,
} from "./run-arguments.ts";
import { withTestedOptions } from "./tested-arguments.ts";
import { formerNamesOf, oneOf } from "./topology-options.ts";

/** Arguments of a load run. */
export interface LoadArguments extends RunArguments {
  readonly warmUp: number;
  readonly qos: "0" | "1" | "2";
  readonly connections: number;
  readonly profile: PacedProfile;
  readonly fault?: string;
}

/** Faults that are possible during a load: all except those of certificates and rights, and those that end the publisher, which makes the load. */
const faults = openFaults.filter((spec) => {
  const fault = resolvedFault(spec);
  return !(fault.target === "part" && fault.part === "publisher" && fault.definition.endsProcess);
});

/** Adds the options of every load run to a command: load, runtime, report, bridge. */
export function withLoadOptions(command: Command): Command {
  command
    .addOption(devicesOption(loadDefaults.devices))
    .addOption(loadRateOption(loadDefaults.ratePerSecond))
    .addOption(
      timeOption("--for <time>", "duration of the measurement", 1_000, maxTimeMs, loadDefaults.forMs),
    )
    .addOption(
      timeOption(
        "--warm-up <time>",
        "duration of the same load before the measurement",
        0,
        maxTimeMs,
        loadDefaults.warmUpMs,
      ),
    )
    .addOption(qosOption())
    .addOption(
      new Option("--connections <n>", "MQTT connections that the devices share")
        .argParser(wholeNumberArgument(1, 1_000))
        .default(loadDefaults.connections),
    )
    .addOption(
      new Option(
        "--profile <name>",
        "steady: --rate throughout; ramp: from a tenth of --rate to --rate; burst: of every 5 s, one at three times --rate, the others at half of it",
      )
        .choices(pacedProfiles)
        .default(loadDefaults.profile),
    );
  return withTestedOptions(withRunOptions(command));
}

/** Returns the option `--fault`: a fault during the load. */
export function faultOption(): Option {
  const names = faults.map(faultName);
  return new Option(
    "--fault <fault>",
    `inject this fault after a third of the load; ${formerNamesOf(() => true)}`,
  )
    .choices(names)
    .argParser(oneOf(names));
}

/**
 * Returns the options of a load run for these arguments. `lowPriority`: see {@link LoadRunOptions}.
 * @throws {InvalidArgumentError} if arguments conflict
 */
export function loadRunOptions(given: LoadArguments, tested: Tested, lowPriority: boolean): LoadRunOptions {
  const options = runOptions(given, Number(given.qos) as Qos, tested);
  if (given.connections > given.devices) {
    throw new InvalidArgumentError(
      `--connections ${given.connections} with --devices ${given.devices}: at most one connection for each device is allowed`,
    );
  }
  const fault = faultOf(given, tested);
  checkRecoveryAllowance(given, fault);
  return {
    ...options,
    ...(fault ? { fault } : {}),
    ...{ profile: profileOf(given), connections: given.connections, warmUpMs: given.warmUp, lowPriority },
  };
}

/** @throws {InvalidArgumentError} for a profile of an unlimited rate */
function profileOf({ rate, profile }: LoadArguments): LoadRunOptions["profile"] {
  if (Number.isFinite(rate)) return profile;
  if (profile === loadDefaults.profile) return "unpaced";
  throw new InvalidArgumentError(
    `--profile ${profile} with --rate max: a rate in readings per second is allowed`,
  );
}

/** @throws {InvalidArgumentError} if the fault conflicts with other arguments */
function faultOf(given: LoadArguments, { bridge }: Tested): FaultWindow | undefined {
  const { outage: outageMs = 0 } = given;
  const spec = faults.find((each) => faultName(each) === given.fault);
  if (spec === undefined) return undefined;
  if (outageMs > (given.for * 2) / 3) {
    throw new InvalidArgumentError(
      `--outage ${outageMs / 1_000}s with --for ${given.for / 1_000}s: at most two thirds of the load are allowed`,
    );
  }
  if (bridge !== undefined && given.runtime === "compose" && linkOf(spec) !== undefined) {
    throw new InvalidArgumentError(
      `--fault "${faultName(spec)}" with another bridge and --runtime compose: a fault of a part is allowed`,
    );
  }
  return withinOutage(() => faultWindow(spec, outageMs));
}
