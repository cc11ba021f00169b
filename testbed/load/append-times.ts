import kafkajs from "kafkajs";
import { pino } from "pino";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";

const retries = 5;

/**
 * Has Kafka stamp the records of a topic when it appends them, not with the time that the producer made them (KIP-32): what
 * "in Kafka" is timed by. For the topic of a pipeline of our own.
 * @throws kafkajs' error when Kafka refuses
 */
export async function keepAppendTimes(brokers: string, topic: string): Promise<void> {
  const admin = kafkaClient("load", brokers.split(","), pino({ level: "silent" }), retries).admin();
  await admin.connect();
  try {
    await admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name: topic,
          configEntries: [{ name: "message.timestamp.type", value: "LogAppendTime" }],
        },
      ],
    });
  } finally {
    await admin.disconnect();
  }
}
