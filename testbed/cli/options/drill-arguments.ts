import { type Command, Option } from "commander";
import { type DrillOptions } from "../../drill/drill-options.ts";
import { type Bridge } from "../../pipeline/bridge.ts";
import { type Qos } from "../../pipeline/pipeline-options.ts";
import { duration, wholeNumber } from "./arguments.ts";
import { longestMs, type RunArguments, requireRate, timeOption, withRunOptions } from "./run-arguments.ts";

/** What every drill can be told. */
export interface LoadArguments extends RunArguments {
  readonly rate: number;
  readonly devices: number;
  readonly for: number;
  /** Where there is a fault. */
  readonly outage?: number;
  readonly toggleEvery: number | undefined;
}

/** Adds the options of {@link LoadArguments} to a command. */
export function withLoadOptions(command: Command): Command {
  return withRunOptions(
    command
      .addOption(
        new Option("--rate <n>", "readings per second, of all devices together")
          .argParser(wholeNumber(1, 1_000_000))
          .default(500),
      )
      .addOption(
        new Option("--devices <n>", "how many devices").argParser(wholeNumber(1, 10_000)).default(50),
      )
      .addOption(
        timeOption("--for <time>", "how long the load lasts at least", 100, longestMs, 10_000, "10s"),
      )
      .addOption(
        new Option("--toggle-every <time>", "toggle some device so often (default: never)").argParser(
          duration(1, longestMs),
        ),
      ),
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
  requireRate(given);
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
