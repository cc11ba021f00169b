import { type Command, InvalidArgumentError, Option } from "commander";
import ms from "ms";
import { type TraceCarrier, traceCarriers } from "../../../services/shared/reading/trace.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { checkSize } from "../../faults/spec/resolved-fault.ts";
import { countWords } from "../../ledger/verdict/counted-words.ts";
import { type ClusterSize } from "../../pipeline/cluster/cluster-size.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { type Runtime, runtimes } from "../../pipeline/runtime.ts";
import { defaultOutageMs, type FaultWindow } from "../../run/engine/fault-window.ts";
import { type Budget } from "../../run/judgement/budget.ts";
import { runDefaults } from "../../run/run-defaults.ts";
import { type RunOptions } from "../../run/run-options.ts";
import { durationArgument, wholeNumberArgument, withinRange } from "./arguments.ts";
import { clusterOf, withClusterOptions } from "./cluster-arguments.ts";

/** Arguments that name bridges under test: commands, images with their environment, files of connector configurations, each with its plugin folder. */
export interface BridgeArguments {
  readonly runtime: Runtime;
  readonly bridgeCommand: readonly string[];
  readonly bridgeImage: readonly string[];
  readonly bridgeEnv: readonly string[];
  readonly connector: readonly string[];
  readonly plugin: readonly string[];
}

/** Arguments of every run with a verdict, as commander parses them. */
export interface RunArguments extends BridgeArguments, ClusterSize {
  readonly secure: boolean;
  readonly rate: number;
  readonly devices: number;
  readonly for: number;
  /** `undefined` for commands without a fault. */
  readonly outage?: number;
  readonly lateAfter: number;
  readonly seed: number;
  readonly allow: Budget;
  readonly out: string | undefined;
  /** File of the JUnit report. */
  readonly junit: string | undefined;
  readonly trace: TraceCarrier;
  /** Consumers under test: commands. */
  readonly consumerCommand: readonly string[];
}

/** Maximum time that an option accepts. */
export const maxTimeMs = 24 * 3_600_000;

/** Adds the options that all runs share to a command. */
export function withRunOptions(command: Command): Command {
  return withClusterOptions(command)
    .addOption(
      new Option("--runtime <name>", "runtime of the parts").choices(runtimes).default(runDefaults.runtime),
    )
    .option("--secure", "shut every door: TLS, client certificates, rights and tokens", false)
    .addOption(
      timeOption(
        "--late-after <time>",
        "time after which an arrival counts as late",
        1,
        maxTimeMs,
        runDefaults.lateAfterMs,
      ),
    )
    .addOption(
      new Option("--seed <n>", "seed of the random waits and toggles")
        .argParser(wholeNumberArgument(0, 2 ** 31 - 1))
        .default(runDefaults.seed),
    )
    .addOption(
      new Option(
        "--allow <word=n>",
        "budget for a counted word, such as duplicates=50, or for the recovery time, such as recovery=5s; may be repeated",
      )
        .argParser(withAllowance)
        .default(runDefaults.budget, "0 of the words that no pipeline may have, any number of others"),
    )
    .addOption(traceOption())
    .option("--out <folder>", "folder of the report (default: a new one under reports/)")
    .option("--junit <file>", "also write the verdict as a JUnit report, a case for each limited word");
}

/** Returns the option `--trace`. */
export function traceOption(): Option {
  return new Option(
    "--trace <where>",
    "carrier of run and seq; payload is for bridges that drop user properties",
  )
    .choices(traceCarriers)
    .default(runDefaults.traceCarrier);
}

/** Returns an option that takes a time. */
export function timeOption(
  flags: string,
  description: string,
  minMs: number,
  maxMs: number,
  defaultMs: number,
): Option {
  return new Option(flags, description)
    .argParser(durationArgument(minMs, maxMs))
    .default(defaultMs, ms(defaultMs));
}

/** Returns the option `--rate`. */
export function rateOption(defaultValue: number): Option {
  return new Option("--rate <n>", "readings per second, all devices together")
    .argParser(wholeNumberArgument(1, 1_000_000))
    .default(defaultValue);
}

/** Returns the option `--rate` of load runs, which have `max`, too: as many readings as go through. */
export function loadRateOption(defaultValue: number): Option {
  const paced = wholeNumberArgument(1, 1_000_000, "or max");
  return new Option(
    "--rate <n|max>",
    "readings per second, all devices together; max: as fast as the broker takes them",
  )
    .argParser((text) => (text === "max" ? Number.POSITIVE_INFINITY : paced(text)))
    .default(defaultValue);
}

/** Returns the option `--devices`. */
export function devicesOption(defaultValue: number): Option {
  return new Option("--devices <n>", "number of devices")
    .argParser(wholeNumberArgument(1, 10_000))
    .default(defaultValue);
}

/** Returns the option `--outage`. */
export function outageOption(): Option {
  return timeOption("--outage <time>", "duration of the fault", 0, maxTimeMs, defaultOutageMs);
}

/** Returns the result of a check of a fault with its outage. @throws {InvalidArgumentError} instead of a RangeError */
export function withinOutage<Checked>(check: () => Checked): Checked {
  return withinRange(check, "--outage");
}

/** Returns the option `--qos` of a single run. */
export function qosOption(): Option {
  return new Option("--qos <n>", "QoS of publisher and bridge")
    .choices(["0", "1", "2"])
    .default(String(runDefaults.qos));
}

/** Parts under test. */
export type Tested = Pick<RunOptions, "bridge" | "consumer">;

/** Maximum readings per second of a device. */
const maxRatePerDevice = 500;

/**
 * Returns the options of a run for these arguments.
 * @throws {InvalidArgumentError} if the devices cannot make the rate, or something under test has no certificate
 */
export function runOptions(given: RunArguments, qos: Qos, tested: Tested): RunOptions {
  const { bridge, consumer } = tested;
  const { rate, devices } = given;
  if (Number.isFinite(rate) && rate > devices * maxRatePerDevice) {
    throw new InvalidArgumentError(
      `--rate ${rate} with --devices ${devices}: at most ${maxRatePerDevice} readings/s of each device are allowed`,
    );
  }
  if (given.secure) checkSecure(tested);
  const cluster = clusterOf(given, given);
  if (bridge !== undefined && given.workers > 1)
    throw new InvalidArgumentError(
      `--workers ${given.workers}: our own connector is allowed, not another bridge`,
    );
  if (consumer !== undefined && given.consumers > 1)
    throw new InvalidArgumentError(
      `--consumers ${given.consumers}: our own consumer is allowed, not another one`,
    );
  return {
    runtime: given.runtime,
    ...(cluster ? { cluster } : {}),
    ...(given.secure ? { secure: true } : {}),
    ...(bridge ? { bridge } : {}),
    ...(consumer ? { consumer } : {}),
    ...{ devices, ratePerSecond: rate, seed: given.seed },
    ...{ forMs: given.for, qos, traceCarrier: given.trace },
    ...{ lateAfterMs: given.lateAfter, budget: given.allow },
  };
}

/** @throws {InvalidArgumentError} if the pipeline of these arguments cannot have the fault */
export function checkFaultSize(spec: FaultSpec, size: ClusterSize): void {
  withinRange(() => checkSize(spec, size));
}

/** @throws {InvalidArgumentError} for what has no secure form */
function checkSecure({ bridge, consumer }: Tested): void {
  if (bridge === undefined && consumer === undefined) return;
  throw new InvalidArgumentError(
    "--secure: our own connector and consumer are allowed, which have certificates",
  );
}

/** @throws {InvalidArgumentError} if the budget limits the recovery of a run that has no fault to recover from */
export function checkRecoveryAllowance(
  { allow }: Pick<RunArguments, "allow">,
  fault: FaultWindow | undefined,
): void {
  if (fault !== undefined || allow.recovery === undefined) return;
  throw new InvalidArgumentError(
    `--allow recovery=${allow.recovery / 1_000}s: a run with a fault is allowed; this one has nothing to recover from`,
  );
}

/** Adds an entry `word=count` or `recovery=time` to a budget. @throws {InvalidArgumentError} for other texts */
function withAllowance(text: string, budget: Budget): Budget {
  const [, limit] = /^recovery=(.*)$/.exec(text) ?? [];
  if (limit !== undefined) return { ...budget, recovery: durationArgument(0, maxTimeMs)(limit) };
  const [, name, count] = /^(\w+)=(\d{1,12})$/.exec(text) ?? [];
  const word = countWords.find((each) => each === name);
  if (word === undefined) {
    throw new InvalidArgumentError(
      `word=count is allowed, with one of ${countWords.join(", ")}, and recovery=time, such as recovery=5s`,
    );
  }
  return { ...budget, [word]: Number(count) };
}
