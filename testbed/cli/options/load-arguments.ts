import { type Command, InvalidArgumentError, Option } from "commander";
import { type LoadProfile, loadProfiles } from "../../../services/publisher/fleet/load-profile.ts";
import { allFaults } from "../../faults/spec/all-faults.ts";
import { faultName, linkOf, resolvedFault } from "../../faults/spec/resolved-fault.ts";
import { type LoadPlan } from "../../load/load-run-options.ts";
import { type Bridge } from "../../pipeline/bridge.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { wholeNumber } from "./arguments.ts";
import {
  longestMs,
  qosOption,
  type RunArguments,
  requireRate,
  timeOption,
  withRunOptions,
} from "./run-arguments.ts";
import { oneOf } from "./topology-options.ts";

/** What a load run can be told. */
export interface LoadRunArguments extends RunArguments {
  readonly rate: number;
  readonly devices: number;
  readonly for: number;
  readonly warmUp: number;
  readonly qos: "0" | "1" | "2";
  readonly connections: number;
  readonly profile: LoadProfile;
  readonly fault?: string;
  readonly outage?: number;
}

/** Without a fault, what has not come after so long does not come any more. */
const quietMs = 10_000;
/** A part that comes back takes its time. */
const quietAfterFaultMs = 30_000;

/** The faults that a load can have. A publisher that is ended is no load any more. */
const faults = allFaults.filter((spec) => {
  const fault = resolvedFault(spec);
  return !(fault.target === "part" && fault.part === "publisher" && fault.definition.endsProcess);
});

/** Adds the options of {@link LoadRunArguments} to a command, but for those of a fault. */
export function withLoadRunOptions(command: Command): Command {
  return withRunOptions(
    command
      .addOption(
        new Option("--devices <n>", "how many devices").argParser(wholeNumber(1, 10_000)).default(100),
      )
      .addOption(
        new Option("--rate <n>", "readings per second, of all devices together")
          .argParser(wholeNumber(1, 1_000_000))
          .default(1_000),
      )
      .addOption(timeOption("--for <time>", "how long is measured", 1_000, longestMs, 30_000, "30s"))
      .addOption(timeOption("--warm-up <time>", "the same load before that", 0, longestMs, 10_000, "10s"))
      .addOption(qosOption())
      .addOption(
        new Option("--connections <n>", "MQTT connections that the devices share")
          .argParser(wholeNumber(1, 1_000))
          .default(4),
      )
      .addOption(
        new Option(
          "--profile <name>",
          "steady: the rate; ramp: from a tenth of it to the whole; burst: of every 5 s one at three times the rate, the others at half of it",
        )
          .choices(loadProfiles)
          .default("steady"),
      ),
  );
}

/** A fault in the middle of the load. */
export function faultOption(): Option {
  const names = faults.map(faultName);
  return new Option("--fault <fault>", "break this after a third of the load")
    .choices(names)
    .argParser(oneOf(names));
}

/**
 * The load run that the arguments ask for.
 * @throws {InvalidArgumentError} for arguments that do not go together
 */
export function loadPlanOf(given: LoadRunArguments, bridge: Bridge | undefined): LoadPlan {
  requireRate(given);
  if (given.connections > given.devices) {
    throw new InvalidArgumentError(
      `--connections ${given.connections} with --devices ${given.devices}: at most one connection for each device is allowed`,
    );
  }
  const outageMs = given.outage ?? 0;
  const breakage = faults.find((fault) => faultName(fault) === given.fault);
  if (breakage !== undefined && outageMs > (given.for * 2) / 3) {
    throw new InvalidArgumentError(
      `--outage ${outageMs / 1_000}s with --for ${given.for / 1_000}s: at most two thirds of the load are allowed`,
    );
  }
  if (bridge !== undefined && given.runtime === "compose" && breakage !== undefined && linkOf(breakage)) {
    throw new InvalidArgumentError(
      `--fault "${faultName(breakage)}" with --bridge-command and --runtime compose: a fault of a part is allowed`,
    );
  }
  return {
    ratePerSecond: given.rate,
    devices: given.devices,
    profile: given.profile,
    connections: given.connections,
    seed: given.seed,
    warmUpMs: given.warmUp,
    forMs: given.for,
    qos: Number(given.qos) as Qos,
    traceCarrier: given.trace,
    lateAfterMs: given.lateAfter,
    quietMs: breakage === undefined ? quietMs : quietAfterFaultMs,
    ...(bridge ? { bridge } : {}),
    ...(breakage ? { fault: { breakage, outageMs } } : {}),
  };
}
