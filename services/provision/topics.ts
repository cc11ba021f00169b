import { setTimeout as delay } from "node:timers/promises";
import { type Admin } from "kafkajs";
import { type Logger } from "pino";
import { kafkaClient } from "../shared/kafka/kafka-client.ts";

/** A topic as the pipeline needs it. */
export interface Topic {
  readonly topic: string;
  readonly numPartitions: number;
}

/** Where the connector puts what it cannot convert. */
export function deadLetterTopicOf(kafkaTopic: string): string {
  return `${kafkaTopic}.dead-letter`;
}

/** The topics that the pipeline needs: one for the readings, one for what the connector could not convert. */
export function pipelineTopics(kafkaTopic: string): Topic[] {
  return [
    { topic: kafkaTopic, numPartitions: 4 },
    { topic: deadLetterTopicOf(kafkaTopic), numPartitions: 1 },
  ];
}

/** A broker answers some moments before it knows who the controller is, and kafkajs takes that for an error. */
const controllerTimeoutMs = 10_000;
const controllerPollMs = 100;
/** Kafka is up when topics are created; a few tries bridge the moment until it has elected the topics' leaders. */
const tries = 10;

/**
 * Creates the topics that do not exist yet, leaving others as they are.
 * @throws kafkajs' error when Kafka does not answer within some seconds, or refuses
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
