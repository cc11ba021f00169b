import kafkajs from "kafkajs";
import { pino } from "pino";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";
import { type Addresses } from "../pipeline/addresses.ts";

const retries = 5;

/**
 * Makes Kafka stamp the records of a topic with the time at which it appends them, instead of the producer's time (KIP-32):
 * the time of "in Kafka". For topics of temporary pipelines.
 * @throws kafkajs' error when Kafka refuses
 */
export async function useLogAppendTime(
  { kafkaBrokers, kafkaAccess }: Pick<Addresses, "kafkaBrokers" | "kafkaAccess">,
  topic: string,
): Promise<void> {
  const options = { retries, security: kafkaAccess?.security };
  const admin = kafkaClient("load", kafkaBrokers.split(","), pino({ level: "silent" }), options).admin();
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
