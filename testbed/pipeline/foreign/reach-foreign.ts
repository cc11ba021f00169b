import { ErrorWithReasonCode } from "mqtt";
import { type Logger } from "pino";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { connectToBroker } from "../probes/broker-client.ts";
import { type ForeignPipeline, UnreachableError } from "./foreign-pipeline.ts";

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
 * @throws {UnreachableError} if Kafka does not answer, or has no such topic
 */
export async function endOffsets(
  { kafkaBrokers, kafkaTopic }: ForeignPipeline,
  logger: Logger,
): Promise<ReadonlyMap<number, number>> {
  const admin = kafkaClient("testbed", kafkaBrokers.split(","), logger, retries).admin();
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
    throw new UnreachableError(`--kafka ${kafkaBrokers}: no Kafka broker answers there (${reasonOf(error)})`);
  } finally {
    await admin.disconnect();
  }
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
