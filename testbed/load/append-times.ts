import kafkajs from "kafkajs";
import { pino } from "pino";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";

const retries = 5;

/**
 * Makes Kafka stamp the records of a topic with the time at which it appends them, instead of the producer's time (KIP-32):
 * the time of "in Kafka". For topics of temporary pipelines.
 * @throws kafkajs' error when Kafka refuses
 */
export async function useLogAppendTime(brokers: string, topic: string): Promise<void> {
  const admin = kafkaClient("load", brokers.split(","), pino({ level: "silent" }), { retries }).admin();
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
