import { type Command, InvalidArgumentError } from "commander";
import { type ConsumerProgram } from "../../pipeline/consumer/consumer-program.ts";
import { repeatableOption } from "./arguments.ts";
import { bridgesOf, onlyBridgeOf, withBridgeOptions } from "./bridge-arguments.ts";
import { type RunArguments, type Tested } from "./run-arguments.ts";

/** Adds the options that name bridges and consumers under test to a command. */
export function withTestedOptions(command: Command): Command {
  return withBridgeOptions(command).addOption(
    repeatableOption(
      "--consumer-command <command>",
      "run this program instead of our consumer, with KAFKA_BROKERS, KAFKA_TOPIC, KAFKA_GROUP, KAFKA_CONFIG and JOURNAL set; also with --kafka",
    ),
  );
}

/**
 * Returns what the arguments name: our bridge and the others, each with our consumer, then each with the others. See
 * {@link bridgesOf}.
 * @throws {InvalidArgumentError} if arguments conflict
 */
export function testedOf(given: RunArguments, isDrill: boolean): Tested[] {
  const bridges = [undefined, ...bridgesOf(given, isDrill)];
  return [undefined, ...consumersOf(given)].flatMap((consumer) =>
    bridges.map((bridge) => ({ ...(bridge ? { bridge } : {}), ...(consumer ? { consumer } : {}) })),
  );
}

/**
 * Returns the bridge and the consumer that the arguments name, without those that they do not name.
 * @throws {InvalidArgumentError} also if they name several of one
 */
export function onlyTestedOf(given: RunArguments, isDrill: boolean): Tested {
  const bridge = onlyBridgeOf(given, isDrill);
  const [consumer, ...others] = consumersOf(given);
  if (others.length > 0)
    throw new InvalidArgumentError(
      `one --consumer-command is allowed; ${isDrill ? "drill matrix" : "compare"} accepts several`,
    );
  return { ...(bridge ? { bridge } : {}), ...(consumer ? { consumer } : {}) };
}

/** Returns the consumers, those that are given twice with different names. */
function consumersOf({ runtime, consumerCommand }: RunArguments): ConsumerProgram[] {
  if (consumerCommand.length > 0 && runtime === "compose")
    throw new InvalidArgumentError("--runtime compose: --consumer-command runs in the runtime local only");
  return consumerCommand.map((command, index) => {
    if (command.trim() === "")
      throw new InvalidArgumentError("--consumer-command is empty: a shell command is allowed");
    const before = consumerCommand.slice(0, index).filter((other) => other === command).length;
    return before === 0 ? { command } : { command, name: `${command} #${before + 1}` };
  });
}
