import { type Command, InvalidArgumentError, Option } from "commander";
import { type z } from "zod";
import { publisherSettings } from "../../../services/publisher/config.ts";
import { kafkaBrokers, kafkaTopic } from "../../../services/shared/environment.ts";
import { readClientProperties } from "../../../services/shared/kafka/security/client-properties.ts";
import { ClientPropertiesError } from "../../../services/shared/kafka/security/client-properties-error.ts";
import { MqttBroker, MqttBrokerError } from "../../../services/shared/mqtt/mqtt-broker.ts";
import { defaultTopic } from "../../../services/shared/topics.ts";
import { type ForeignPipeline } from "../../pipeline/foreign/foreign-pipeline.ts";
import { printError } from "../terminal.ts";
import { type RunArguments } from "./run-arguments.ts";

/** Arguments that name a pipeline that is running elsewhere. */
export interface ForeignArguments {
  readonly mqtt?: string;
  readonly mqttCredentials?: string;
  readonly mqttCa?: string;
  readonly mqttCert?: string;
  readonly mqttKey?: string;
  readonly kafka?: string;
  readonly mqttTopic?: string;
  readonly kafkaTopic?: string;
  readonly kafkaConfig?: string;
}

const brokerOptions = {
  url: "--mqtt",
  credentials: "--mqtt-credentials",
  ca: "--mqtt-ca",
  cert: "--mqtt-cert",
  key: "--mqtt-key",
} as const;

/** Adds the options of a pipeline that is running elsewhere to a command. */
export function withForeignOptions(command: Command): Command {
  const { MQTT_TOPIC } = publisherSettings.shape;
  return command
    .option(
      // Checked later: commander would repeat an invalid URL with its password.
      "--mqtt <url>",
      "judge a pipeline that is running elsewhere: URL of its MQTT broker, mqtt:// or mqtts://; needs --kafka",
    )
    .option(
      "--mqtt-credentials <file>",
      "file with user name and password for --mqtt, a line each (default: those in the URL, which ps shows)",
    )
    .option("--mqtt-ca <file>", "certificates that mqtts:// trusts, PEM (default: those of Node.js)")
    .option("--mqtt-cert <file>", "client certificate for mqtts://, PEM; needs --mqtt-key")
    .option("--mqtt-key <file>", "key of the client certificate, PEM, not encrypted")
    .addOption(
      new Option("--kafka <hosts>", "its Kafka brokers, as host:port,host:port; needs --mqtt").argParser(
        (text) => checked(kafkaBrokers, text).join(","),
      ),
    )
    .addOption(
      new Option(
        "--kafka-config <file>",
        "client properties for its Kafka: TLS, SASL (default: plain text, no user)",
      ).argParser(clientPropertiesFile),
    )
    .addOption(
      new Option(
        "--mqtt-topic <topic>",
        `its MQTT topic; with a level {shard} one of MQTT_SHARDS topics (default: ${defaultTopic})`,
      ).argParser(checkedBy(MQTT_TOPIC)),
    )
    .addOption(
      new Option("--kafka-topic <topic>", `its Kafka topic (default: ${defaultTopic})`).argParser(
        checkedBy(kafkaTopic),
      ),
    );
}

/**
 * Returns the pipeline that the arguments name; `undefined` if they name none. Files are read.
 * @throws {InvalidArgumentError} if arguments conflict, or a file cannot be used
 */
export function foreignOf(given: RunArguments & ForeignArguments): ForeignPipeline | undefined {
  const { mqtt, kafka, mqttTopic = defaultTopic, kafkaTopic: topic = defaultTopic } = given;
  if (mqtt === undefined && kafka === undefined) {
    requireNoOther(given);
    return undefined;
  }
  if (mqtt === undefined || kafka === undefined) {
    throw new InvalidArgumentError("--mqtt and --kafka: both are needed, or none");
  }
  const bridges = [...given.bridgeCommand, ...given.bridgeImage, ...given.bridgeEnv, ...given.connector];
  if (bridges.length > 0 || given.runtime !== "local") {
    throw new InvalidArgumentError(
      "--mqtt and --kafka: not with --bridge-command, --bridge-image, --bridge-env, --connector or --runtime, because the pipeline is running elsewhere",
    );
  }
  const { kafkaConfig } = given;
  return { mqtt: brokerOf(mqtt, given), mqttTopic, kafkaBrokers: kafka, kafkaConfig, kafkaTopic: topic };
}

/** @throws {InvalidArgumentError} if there is an option that needs --mqtt and --kafka */
function requireNoOther(given: ForeignArguments): void {
  const { mqttTopic, kafkaTopic: topic, kafkaConfig, mqttCredentials, mqttCa, mqttCert, mqttKey } = given;
  if (mqttTopic !== undefined || topic !== undefined)
    throw new InvalidArgumentError("--mqtt-topic and --kafka-topic: only with --mqtt and --kafka");
  if (kafkaConfig !== undefined)
    throw new InvalidArgumentError("--kafka-config: only with --mqtt and --kafka");
  if ([mqttCredentials, mqttCa, mqttCert, mqttKey].some((file) => file !== undefined))
    throw new InvalidArgumentError(
      "--mqtt-credentials, --mqtt-ca, --mqtt-cert and --mqtt-key: only with --mqtt and --kafka",
    );
}

function brokerOf(url: string, { mqttCredentials, mqttCa, mqttCert, mqttKey }: ForeignArguments): MqttBroker {
  try {
    const files = { credentials: mqttCredentials, ca: mqttCa, cert: mqttCert, key: mqttKey };
    return MqttBroker.open({ url, ...files }, brokerOptions);
  } catch (error) {
    if (error instanceof MqttBrokerError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** Returns a parser that checks a text against a schema and returns it unchanged. */
function checkedBy(schema: z.ZodType): (text: string) => string {
  return (text) => {
    checked(schema, text);
    return text;
  };
}

function checked<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const result = schema.safeParse(text);
  if (!result.success) throw new InvalidArgumentError(result.error.issues[0]?.message ?? "");
  return result.data;
}

/** Checks a file of client properties, says which of them are not followed, and returns its path. */
function clientPropertiesFile(file: string): string {
  try {
    const { ignored } = readClientProperties(file);
    if (ignored.length > 0) {
      printError(`--kafka-config ${file}: not followed here, and not about security: ${ignored.join(", ")}`);
    }
    return file;
  } catch (error) {
    if (error instanceof ClientPropertiesError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
