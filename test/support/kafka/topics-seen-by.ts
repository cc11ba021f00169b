import { pino } from "pino";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type KafkaSecurity } from "../../../services/shared/kafka/security/kafka-security.ts";

/** Returns the topics that a client with these terms sees, or why none. */
export async function topicsSeenBy(
  brokers: readonly string[],
  security: KafkaSecurity,
): Promise<readonly string[] | string> {
  const admin = kafkaClient("test", brokers, pino({ level: "silent" }), { retries: 0, security }).admin();
  try {
    await admin.connect();
    return await admin.listTopics();
  } catch (error) {
    return String(error);
  } finally {
    await admin.disconnect();
  }
}
