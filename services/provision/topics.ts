import kafkajs, { type Admin } from "kafkajs";
import { type Logger } from "pino";
import { kafkaClient } from "../shared/kafka/kafka-client.ts";
import { type KafkaSecurity } from "../shared/kafka/security/kafka-security.ts";
import { readingPartitions } from "../shared/topics.ts";
import { poll } from "./poll.ts";

/** A topic to create. */
export interface Topic {
  readonly topic: string;
  readonly numPartitions: number;
}

/** Returns the connector's topic of dead letters. */
export function deadLetterTopicOf(kafkaTopic: string): string {
  return `${kafkaTopic}.dead-letter`;
}

/** Returns the topics of the pipeline: readings and dead letters. */
export function pipelineTopics(kafkaTopic: string): Topic[] {
  return [
    { topic: kafkaTopic, numPartitions: readingPartitions },
    { topic: deadLetterTopicOf(kafkaTopic), numPartitions: 1 },
  ];
}

/** A broker answers shortly before it knows its controller, which kafkajs takes for an error. */
const controllerTimeoutMs = 10_000;
const controllerPollMs = 100;
/** Longest wait for the leaders of new topics. */
const leadersTimeoutMs = 10_000;
const leadersPollMs = 50;
const tries = 10;

/**
 * Creates the topics that do not exist; leaves existing ones unchanged.
 * @throws kafkajs' error if Kafka does not answer within some seconds, or refuses; its last one if the topics have no leaders
 * after 10 s
 */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly Topic[],
  logger: Logger,
  security?: KafkaSecurity,
): Promise<void> {
  const admin = kafkaClient("provision", brokers, logger, { security }).admin({
    retry: { retries: tries, initialRetryTime: leadersPollMs },
  });
  await admin.connect();
  try {
    await untilControlled(admin);
    // kafkajs' own wait for leaders takes a topic that the broker does not know yet for an error.
    await admin.createTopics({ topics: [...topics], waitForLeaders: false });
    await untilLed(
      admin,
      topics.map(({ topic }) => topic),
    );
  } finally {
    await admin.disconnect();
  }
}

/** Waits until every partition of the topics has a leader, and so can be used. */
export async function untilLed(
  admin: Pick<Admin, "fetchTopicMetadata">,
  topics: readonly string[],
): Promise<void> {
  const deadlineMs = performance.now() + leadersTimeoutMs;
  await poll({ intervalMs: leadersPollMs }, async () => {
    try {
      await admin.fetchTopicMetadata({ topics: [...topics] });
      return true;
    } catch (error) {
      if (!isNotYet(error) || performance.now() >= deadlineMs) throw error;
      return undefined;
    }
  });
}

/** Whether an error says that the broker has not heard of a new topic or its leader, which takes some milliseconds. */
function isNotYet(error: unknown): boolean {
  return (
    error instanceof kafkajs.KafkaJSProtocolError &&
    (error.type === "UNKNOWN_TOPIC_OR_PARTITION" || error.type === "LEADER_NOT_AVAILABLE")
  );
}

async function untilControlled(admin: Admin): Promise<void> {
  const deadlineMs = performance.now() + controllerTimeoutMs;
  await poll({ intervalMs: controllerPollMs }, async () => {
    const { controller } = await admin.describeCluster();
    return controller !== null || performance.now() >= deadlineMs || undefined;
  });
}
