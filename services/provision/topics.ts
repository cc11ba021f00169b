import { type Logger } from "pino";
import { kafkaClient } from "../shared/kafka.ts";

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
    await admin.createTopics({ topics: [...topics], waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}
