import { type Command, InvalidArgumentError, Option } from "commander";
import { type z } from "zod";
import { publisherSettings } from "../../../services/publisher/config.ts";
import { kafkaBrokers, kafkaTopic } from "../../../services/shared/environment.ts";
import { defaultTopic } from "../../../services/shared/topics.ts";
import { type ForeignPipeline } from "../../pipeline/foreign/foreign-pipeline.ts";
import { type RunArguments } from "./run-arguments.ts";

/** Arguments that name a pipeline that is running elsewhere. */
export interface ForeignArguments {
  readonly mqtt?: string;
  readonly kafka?: string;
  readonly mqttTopic?: string;
  readonly kafkaTopic?: string;
}

/** Adds the options of a pipeline that is running elsewhere to a command. */
export function withForeignOptions(command: Command): Command {
  const { MQTT_URL, MQTT_TOPIC } = publisherSettings.shape;
  return command
    .addOption(
      new Option(
        "--mqtt <url>",
        "judge a pipeline that is running elsewhere: URL of its MQTT broker; needs --kafka",
      ).argParser(checkedBy(MQTT_URL)),
    )
    .addOption(
      new Option("--kafka <hosts>", "its Kafka brokers, as host:port,host:port; needs --mqtt").argParser(
        checkedBy(kafkaBrokers),
      ),
    )
    .addOption(
      new Option("--mqtt-topic <topic>", `its MQTT topic (default: ${defaultTopic})`).argParser(
        checkedBy(MQTT_TOPIC),
      ),
    )
    .addOption(
      new Option("--kafka-topic <topic>", `its Kafka topic (default: ${defaultTopic})`).argParser(
        checkedBy(kafkaTopic),
      ),
    );
}

/**
 * Returns the pipeline that the arguments name; `undefined` if they name none.
 * @throws {InvalidArgumentError} if arguments conflict
 */
export function foreignOf(given: RunArguments & ForeignArguments): ForeignPipeline | undefined {
  const { mqtt, kafka, mqttTopic = defaultTopic, kafkaTopic: topic = defaultTopic } = given;
  if (mqtt === undefined && kafka === undefined) {
    if (given.mqttTopic === undefined && given.kafkaTopic === undefined) return undefined;
    throw new InvalidArgumentError("--mqtt-topic and --kafka-topic: only with --mqtt and --kafka");
  }
  if (mqtt === undefined || kafka === undefined) {
    throw new InvalidArgumentError("--mqtt and --kafka: both are needed, or none");
  }
  if (given.bridgeCommand.length + given.connector.length > 0 || given.runtime !== "local") {
    throw new InvalidArgumentError(
      "--mqtt and --kafka: not with --bridge-command, --connector or --runtime, because the pipeline is running elsewhere",
    );
  }
  return { mqttUrl: mqtt, mqttTopic, kafkaBrokers: kafka, kafkaTopic: topic };
}

/** Returns a parser that checks a text against a schema and returns it unchanged. */
function checkedBy(schema: z.ZodType): (text: string) => string {
  return (text) => {
    const checked = schema.safeParse(text);
    if (!checked.success) throw new InvalidArgumentError(checked.error.issues[0]?.message ?? "");
    return text;
  };
}
