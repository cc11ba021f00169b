import { pino } from "pino";
import { createTopics } from "../../../services/provision/topics.ts";
import { type KafkaClient, kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";

const silent = pino({ level: "silent" });

/** Creates a topic of its own. Returns its name and a client of the pipeline's Kafka. */
export async function newTopic(
  { addresses }: Pipeline,
  numPartitions: number,
): Promise<{ readonly topic: string; readonly kafka: KafkaClient }> {
  const topic = `test-${crypto.randomUUID()}`;
  const brokers = addresses.kafkaBrokers.split(",");
  await createTopics(brokers, [{ topic, numPartitions }], silent);
  return { topic, kafka: kafkaClient(topic, brokers, silent) };
}
