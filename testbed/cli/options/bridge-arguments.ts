import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { counted } from "../../counted.ts";
import { type Bridge } from "../../pipeline/bridge.ts";
import { testedName } from "../../run/tested-name.ts";
import { repeatableOption } from "./arguments.ts";
import { imagesOf } from "./image-arguments.ts";
import { type BridgeArguments } from "./run-arguments.ts";

const connectorConfig = z.record(z.string(), z.string());

/** Adds the options that name bridges under test to a command. */
export function withBridgeOptions(command: Command): Command {
  return command
    .addOption(
      repeatableOption(
        "--bridge-command <command>",
        "run this program instead of Kafka Connect, with MQTT_URL, MQTT_TOPIC, MQTT_QOS, KAFKA_BROKERS and KAFKA_TOPIC set",
      ),
    )
    .addOption(
      repeatableOption(
        "--bridge-image <image>",
        "run a container of this image instead, with the same variables and the network of this machine (--network host)",
      ),
    )
    .addOption(
      repeatableOption(
        "--bridge-env <name[=value]>",
        "further variable for each --bridge-image; NAME alone: with the value that it has here; may be repeated",
      ),
    )
    .addOption(
      repeatableOption(
        "--connector <file>",
        "run this Connect source connector (JSON file of its configuration); needs --plugin",
      ),
    )
    .addOption(repeatableOption("--plugin <folder>", "folder with the jars of the preceding --connector"));
}

/**
 * Returns the bridges that the arguments name: programs, then images, then connectors. `isDrill`: the links of the bridge lead through the
 * proxy, which in the runtime compose is only reachable in the network of the containers.
 * @throws {InvalidArgumentError} if a file or folder is missing or invalid, or arguments conflict
 */
export function bridgesOf(
  { runtime, bridgeCommand, bridgeImage, bridgeEnv, connector, plugin }: BridgeArguments,
  isDrill: boolean,
): Bridge[] {
  if (connector.length !== plugin.length) {
    throw new InvalidArgumentError(
      `--connector given ${counted(connector.length, "time")}, --plugin ${counted(plugin.length, "time")}: one --plugin for each --connector is needed`,
    );
  }
  const images = imagesOf({ bridgeImage, bridgeEnv });
  const others = bridgeCommand.length + images.length;
  if (runtime === "compose" && (connector.length > 0 || (isDrill && others > 0))) {
    const allowed = isDrill ? "other bridges are drilled" : "--connector runs";
    throw new InvalidArgumentError(`--runtime compose: ${allowed} in the runtime local only`);
  }
  const connectors = connector.map((file, index) => ({
    kind: "connector" as const,
    config: configIn(file),
    plugin: pluginIn(plugin[index] ?? ""),
    file,
  }));
  const classes = connectors.map(({ config }) => config["connector.class"]);
  return withDifferentNames([
    ...bridgeCommand.map((command) => ({ kind: "program" as const, command })),
    ...images,
    ...connectors.map(({ file, ...bridge }, index) => {
      const { [index]: own } = classes;
      // Two configurations of one class are two bridges.
      const isShared = classes.some((each, other) => other !== index && each === own);
      return isShared ? { ...bridge, name: `${own} (${file})` } : bridge;
    }),
  ]);
}

/** Returns the bridges, those that are given twice with different names: reports tell bridges apart by name. */
function withDifferentNames(bridges: readonly Bridge[]): Bridge[] {
  const names = bridges.map((bridge) => testedName({ bridge }));
  return bridges.map((bridge, index) => {
    const before = names.slice(0, index).filter((name) => name === names[index]).length;
    return before === 0 ? bridge : { ...bridge, name: `${names[index]} #${before + 1}` };
  });
}

/**
 * Returns the bridge that the arguments name; `undefined` if they name none.
 * @throws {InvalidArgumentError} also if they name several
 */
export function onlyBridgeOf(given: BridgeArguments, isDrill: boolean): Bridge | undefined {
  const bridges = bridgesOf(given, isDrill);
  if (bridges.length > 1)
    throw new InvalidArgumentError(
      `one bridge is allowed; ${isDrill ? "drill matrix" : "compare"} accepts several`,
    );
  return bridges[0];
}

function configIn(file: string): Record<string, string> {
  try {
    return connectorConfig.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error) : error;
    throw new InvalidArgumentError(
      `--connector ${file}: a file with a flat JSON object of strings is allowed, as for PUT /connectors/NAME/config (${reason})`,
    );
  }
}

/** Returns the reason on one line. That of `JSON.parse` may quote the text, in which there can be a password. */
function reasonOf({ name, message }: Error): string {
  if (name !== "SyntaxError") return message.replaceAll(/\s+/g, " ");
  const [position = ""] = / at position \d+.*$/.exec(message) ?? [];
  return `no JSON${position}`;
}

function pluginIn(folder: string): string {
  try {
    if (readdirSync(folder).some((name) => name.endsWith(".jar"))) return resolve(folder);
  } catch {
    // The folder is missing or unreadable; reported below.
  }
  throw new InvalidArgumentError(`--plugin ${folder}: a folder with jars is allowed`);
}
