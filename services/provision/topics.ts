import { setTimeout as delay } from "node:timers/promises";
import { type Admin } from "kafkajs";
import { type Logger } from "pino";
import { kafkaClient } from "../shared/kafka/kafka-client.ts";

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
    { topic: kafkaTopic, numPartitions: 4 },
    { topic: deadLetterTopicOf(kafkaTopic), numPartitions: 1 },
  ];
}

/** A broker answers shortly before it knows its controller, which kafkajs takes for an error. */
const controllerTimeoutMs = 10_000;
const controllerPollMs = 100;
/** Kafka is up at this point; a few tries cover the election of the topics' leaders. */
const tries = 10;

/**
 * Creates the topics that do not exist; leaves existing ones unchanged.
 * @throws kafkajs' error if Kafka does not answer within some seconds, or refuses
 */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly Topic[],
  logger: Logger,
): Promise<void> {
  const admin = kafkaClient("provision", brokers, logger).admin({ retry: { retries: tries } });
  await admin.connect();
  try {
    await untilControlled(admin);
    await admin.createTopics({ topics: [...topics], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}

async function untilControlled(admin: Admin): Promise<void> {
  const deadlineMs = performance.now() + controllerTimeoutMs;
  while ((await admin.describeCluster()).controller === null && performance.now() < deadlineMs) {
    await delay(controllerPollMs);
  }
}
