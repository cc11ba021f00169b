import { ErrorWithReasonCode } from "mqtt";
import { type Logger } from "pino";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import {
  type KafkaAccess,
  type KafkaSecurity,
} from "../../../services/shared/kafka/security/kafka-security.ts";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { connectToBroker } from "../probes/broker-client.ts";
import { type ForeignPipeline, UnreachableError } from "./foreign-pipeline.ts";
import { TemporaryGroup } from "./temporary-group.ts";

const answerTimeoutMs = 5_000;
const retries = 3;

/**
 * Makes sure that the MQTT broker accepts a connection.
 * @throws {UnreachableError}
 */
export async function requireBroker({ mqtt }: ForeignPipeline): Promise<void> {
  try {
    const client = await connectToBroker(mqtt, { connectTimeout: answerTimeoutMs });
    await client.endAsync();
  } catch (error) {
    throw new UnreachableError(`--mqtt ${mqtt}: ${brokerProblem(error)} (${reasonOf(error)})`);
  }
}

/**
 * Returns the end of each partition of the Kafka topic.
 * @throws {UnreachableError} if Kafka does not answer or lets nobody in, or has no such topic
 */
export async function endOffsets(
  { kafkaBrokers, kafkaTopic }: ForeignPipeline,
  { security }: KafkaAccess,
  logger: Logger,
): Promise<ReadonlyMap<number, number>> {
  const options = { retries, requestTimeoutMs: answerTimeoutMs, security };
  const admin = kafkaClient("testbed", kafkaBrokers.split(","), logger, options).admin();
  try {
    await admin.connect();
    // Asking for the offsets of a missing topic could create it (auto.create.topics.enable).
    if (!(await admin.listTopics()).includes(kafkaTopic)) {
      throw new UnreachableError(`--kafka-topic ${kafkaTopic}: there is no such topic at ${kafkaBrokers}`);
    }
    const ends = await admin.fetchTopicOffsets(kafkaTopic);
    return new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    throw new UnreachableError(
      `--kafka ${kafkaBrokers}: a connection to Kafka is not possible (${kafkaReason(error, security)})`,
    );
  } finally {
    await admin.disconnect();
  }
}

/**
 * Creates the consumer's group, which starts at these offsets.
 * @throws {UnreachableError} if Kafka refuses
 */
export async function beginGroup(
  groupId: string,
  { kafkaBrokers, kafkaTopic }: ForeignPipeline,
  { security }: KafkaAccess,
  startOffsets: ReadonlyMap<number, number>,
  logger: Logger,
): Promise<TemporaryGroup> {
  const brokers = kafkaBrokers.split(",");
  try {
    return await TemporaryGroup.begin(
      { groupId, brokers, security, topic: kafkaTopic, startOffsets },
      logger,
    );
  } catch (error) {
    throw new UnreachableError(
      `--kafka ${kafkaBrokers}: no consumer group can be created there (${kafkaReason(error, security)})`,
    );
  }
}

/** Returns Kafka's reason, with what the client may lack. */
function kafkaReason(error: unknown, { tls, sasl }: KafkaSecurity): string {
  const reason = reasonOf(error).replace(/^Connection error: /, "");
  // A broker gives no reason to a client without SASL, or with a certificate that it does not trust.
  if (reason === "Closed connection" && sasl === undefined) {
    const needed =
      tls === undefined ? "TLS or SASL" : "SASL, or another client certificate in ssl.keystore.*,";
    return `it closes the connection: ${needed} may be needed in --kafka-config`;
  }
  if (sasl !== undefined && reason.includes("SASL state")) {
    return `${reason}; a listener without SASL needs security.protocol=SSL or PLAINTEXT`;
  }
  return reason;
}

/** A broker that answers CONNECT with a reason code from 0x80 has refused the connection (MQTT 5 section 3.2.2.2). */
function brokerProblem(error: unknown): string {
  return error instanceof ErrorWithReasonCode
    ? "the broker refuses the connection"
    : "no MQTT broker answers there";
}

function reasonOf(error: unknown): string {
  // For a name with several addresses, the reasons are one level below.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  if (!(first instanceof Error)) return escapedText(String(first));
  // OpenSSL's own words, without its file and line.
  const { reason } = first as { readonly reason?: unknown };
  return escapedText(typeof reason === "string" ? reason : first.message);
}
