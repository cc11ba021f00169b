/**
 * A typical hand-written bridge: MQTT.js, kafkajs, and a `send` for every message. Others are compared with it,
 * so it stays as it is. It is naive in three usual ways: MQTT.js acknowledges a message before Kafka has it, so a kill loses
 * messages in flight; every message is a request of its own; and several requests are in flight without idempotence, so a
 * retried message arrives after later ones.
 *
 * Environment: MQTT_URL, MQTT_TOPIC, MQTT_QOS, KAFKA_BROKERS, KAFKA_TOPIC.
 */
import { Kafka, Partitioners } from "kafkajs";
import { connectAsync } from "mqtt";
import { z } from "zod";
import { mqttQos } from "../../services/publisher/config.ts";

const { MQTT_URL, MQTT_TOPIC, MQTT_QOS, KAFKA_BROKERS, KAFKA_TOPIC } = z
  .object({
    MQTT_URL: z.string(),
    MQTT_TOPIC: z.string(),
    MQTT_QOS: mqttQos,
    KAFKA_BROKERS: z.string(),
    KAFKA_TOPIC: z.string(),
  })
  .parse(process.env);

const kafka = new Kafka({ clientId: "hand-written", brokers: KAFKA_BROKERS.split(",") });
const producer = kafka.producer({
  allowAutoTopicCreation: false,
  createPartitioner: Partitioners.DefaultPartitioner,
});
await producer.connect();

const client = await connectAsync(MQTT_URL, {
  protocolVersion: 5,
  clientId: "hand-written",
  clean: false,
  properties: { sessionExpiryInterval: 86_400 },
});
client.on("message", async (_topic, payload, { properties }) => {
  const { id } = JSON.parse(payload.toString()) as { readonly id: string };
  const headers = { ...properties?.userProperties };
  try {
    await producer.send({ topic: KAFKA_TOPIC, messages: [{ key: id, value: payload, headers }] });
  } catch (error) {
    console.error(error);
  }
});
await client.subscribeAsync(MQTT_TOPIC, { qos: MQTT_QOS });

process.once("SIGTERM", async () => {
  await client.endAsync();
  await producer.disconnect();
  process.exit(0);
});
