import { inspect } from "node:util";
import { EnvironmentError, readEnvironment } from "../shared/environment.ts";
import { readClientProperties } from "../shared/kafka/security/client-properties.ts";
import { ClientPropertiesError } from "../shared/kafka/security/client-properties-error.ts";
import { createLogger } from "../shared/logger.ts";
import { escapedLines } from "../shared/text/escaped-text.ts";
import { provisionSettings } from "./config.ts";
import { connectClient } from "./connect-client.ts";
import { ConnectorError } from "./connector.ts";
import { mqttSource, registerMqttSource } from "./mqtt-source.ts";
import { createTopics, pipelineTopics } from "./topics.ts";
import { NotAnsweringError, untilConnectAnswers, untilKafkaAnswers } from "./until-answering.ts";

/** Longest wait for Kafka and Connect, which may be starting. */
const startTimeoutMs = 45_000;

// Waits for Kafka and Connect, creates the topics, registers the connector and ends. Exit codes: 0 topics exist and the connector
// (unless none) runs, else 1.
try {
  const settings = readEnvironment(provisionSettings, process.env);
  const { LOG_LEVEL, KAFKA_BROKERS, KAFKA_CONFIG, KAFKA_TOPIC, CONNECTOR } = settings;
  const { security } = KAFKA_CONFIG === undefined ? {} : readClientProperties(KAFKA_CONFIG);
  const connect = connectClient(settings.CONNECT_URL, settings);
  const logger = createLogger("provision", LOG_LEVEL);
  const deadline = AbortSignal.timeout(startTimeoutMs);
  await untilKafkaAnswers(KAFKA_BROKERS, deadline);
  const topics = pipelineTopics(KAFKA_TOPIC);
  await createTopics(KAFKA_BROKERS, topics, logger, security);
  logger.info({ topics: topics.map(({ topic }) => topic) }, "topics exist");
  if (CONNECTOR !== "none") {
    await untilConnectAnswers(connect, deadline);
    // A Connect that asks for certificates is that of the secure form.
    const form = settings.CONNECT_CERT_FILE === undefined ? "open" : "secure";
    const resumedFrom = await registerMqttSource(connect, await mqttSource(form));
    if (resumedFrom !== undefined) logger.warn({ state: resumedFrom }, "connector resumed");
    logger.info({ connect }, "connector runs");
  }
} catch (error) {
  process.exitCode = 1;
  const isExpected =
    error instanceof EnvironmentError ||
    error instanceof ClientPropertiesError ||
    error instanceof ConnectorError ||
    error instanceof NotAnsweringError;
  console.error(escapedLines(isExpected ? error.message : inspect(error)));
}
