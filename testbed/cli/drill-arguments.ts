import { type Command, InvalidArgumentError, Option } from "commander";
import { type TraceCarrier, traceCarriers } from "../../services/shared/trace.ts";
import { type Budget, countWords, defaultBudget } from "../drill/budget.ts";
import { type DrillOptions } from "../drill/drill-options.ts";
import { type Bridge } from "../pipeline/bridge.ts";
import { partNames, type Qos } from "../pipeline/pipeline.ts";
import { type Runtime, runtimes } from "../pipeline/runtime.ts";
import { duration, wholeNumber } from "./arguments.ts";

/** What every drill can be told. */
export interface LoadArguments {
  readonly runtime: Runtime;
  readonly rate: number;
  readonly devices: number;
  readonly for: number;
  /** Where there is a fault. */
  readonly outage?: number;
  readonly toggleEvery: number | undefined;
  readonly lateAfter: number;
  readonly seed: number;
  readonly allow: Budget;
  readonly out: string | undefined;
  readonly trace: TraceCarrier;
}

const longestMs = 24 * 3_600_000;
/** A device can hardly speak more often. */
const mostPerDevice = 500;

/** Adds the options of {@link LoadArguments} to a command. */
export function withLoadOptions(command: Command): Command {
  return command
    .addOption(new Option("--runtime <name>", "where the parts run").choices(runtimes).default("local"))
    .addOption(
      new Option("--rate <n>", "readings per second, of all devices together")
        .argParser(wholeNumber(1, 1_000_000))
        .default(500),
    )
    .addOption(new Option("--devices <n>", "how many devices").argParser(wholeNumber(1, 10_000)).default(50))
    .addOption(timeOption("--for <time>", "how long the load lasts at least", 100, longestMs, 10_000, "10s"))
    .addOption(
      new Option("--toggle-every <time>", "toggle some device so often (default: never)").argParser(
        duration(1, longestMs),
      ),
    )
    .addOption(timeOption("--late-after <time>", "later than that is late", 1, longestMs, 30_000, "30s"))
    .addOption(
      new Option("--seed <n>", "the same seed, the same waits and toggles")
        .argParser(wholeNumber(0, 2 ** 31 - 1))
        .default(7),
    )
    .addOption(
      new Option("--allow <word=n>", "allow so many of these, such as duplicates=50; may be repeated")
        .argParser(allowance)
        .default(defaultBudget, "0 of those that the pipeline must not have, any number of others"),
    )
    .addOption(
      new Option("--trace <where>", "where run and seq travel; payload for bridges that drop user properties")
        .choices(traceCarriers)
        .default("properties"),
    )
    .option("--out <folder>", "where the report is written (default: a new folder under reports/)");
}

/** How long a fault lasts. */
export function outageOption(): Option {
  return timeOption("--outage <time>", "how long the fault lasts", 0, longestMs, 3_000, "3s");
}

/** The quality of service of one drill. */
export function qosOption(): Option {
  return new Option("--qos <n>", "quality of service of publisher and connector")
    .choices(["0", "1", "2"])
    .default("1");
}

/** A part that is down while the fault strikes. */
export function downOption(): Option {
  return new Option("--down <part>", "kill this part before the fault, start it again after it").choices(
    partNames,
  );
}

/**
 * The load that the arguments ask for.
 * @throws {InvalidArgumentError} when the devices cannot make the rate
 */
export function loadOf(
  given: LoadArguments,
  qos: Qos,
  bridge: Bridge | undefined,
): Omit<DrillOptions, "fault"> {
  if (given.rate > given.devices * mostPerDevice) {
    throw new InvalidArgumentError(
      `--rate ${given.rate} with --devices ${given.devices}: at most ${mostPerDevice} readings/s of each device are allowed`,
    );
  }
  return {
    ratePerSecond: given.rate,
    devices: given.devices,
    forMs: given.for,
    outageMs: given.outage ?? 0,
    toggleEveryMs: given.toggleEvery,
    lateAfterMs: given.lateAfter,
    seed: given.seed,
    qos,
    traceCarrier: given.trace,
    comparesWithPlanned: true,
    ...(bridge ? { bridge } : {}),
  };
}

function timeOption(
  flags: string,
  description: string,
  minMs: number,
  maxMs: number,
  usualMs: number,
  usual: string,
) {
  return new Option(flags, description).argParser(duration(minMs, maxMs)).default(usualMs, usual);
}

function allowance(text: string, before: Budget): Budget {
  const [, name, count] = /^(\w+)=(\d{1,12})$/.exec(text) ?? [];
  const word = countWords.find((each) => each === name);
  if (word === undefined) {
    throw new InvalidArgumentError(`word=count is allowed, with one of ${countWords.join(", ")}`);
  }
  return { ...before, [word]: Number(count) };
}
