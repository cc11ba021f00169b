import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { EnvironmentError, readEnvironment } from "../../shared/environment.ts";
import { readClientProperties } from "../../shared/kafka/security/client-properties.ts";
import { ClientPropertiesError } from "../../shared/kafka/security/client-properties-error.ts";
import { createLogger } from "../../shared/logger.ts";
import { escapedLines } from "../../shared/text/escaped-text.ts";
import { NotAnsweringError, untilKafkaAnswers } from "../until-answering.ts";
import { rightsSettings } from "./config.ts";
import { grantRights } from "./grant-rights.ts";

/** Longest wait for Kafka, which may be starting. */
const startTimeoutMs = 45_000;

// Waits for Kafka, makes its user of SCRAM and the rights of all users, and ends. Exit codes: 0 they are as in the table, else 1.
try {
  const { LOG_LEVEL, KAFKA_BROKERS, KAFKA_TOPIC, KAFKA_CONFIG, SCRAM_PASSWORD_FILE } = readEnvironment(
    rightsSettings,
    process.env,
  );
  const logger = createLogger("rights", LOG_LEVEL);
  const { security } = readClientProperties(KAFKA_CONFIG);
  const scramPassword = readFileSync(SCRAM_PASSWORD_FILE, "utf8");
  await untilKafkaAnswers(KAFKA_BROKERS, AbortSignal.timeout(startTimeoutMs));
  await grantRights({ brokers: KAFKA_BROKERS, security, kafkaTopic: KAFKA_TOPIC, scramPassword }, logger);
  logger.info("rights are as in the table");
} catch (error) {
  process.exitCode = 1;
  const isExpected =
    error instanceof EnvironmentError ||
    error instanceof ClientPropertiesError ||
    error instanceof NotAnsweringError;
  console.error(escapedLines(isExpected ? error.message : inspect(error)));
}
