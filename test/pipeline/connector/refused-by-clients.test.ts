import { createHash } from "node:crypto";
import { connect } from "mqtt";
import { expect } from "vitest";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

/** `max_packet_size` of services/mosquitto/mosquitto.conf. */
const maxPacketBytes = 16_777_216;

test("a message with a wildcard in its response topic, which Mosquitto passes on, is a dead letter; readings flow on, also after a restart with such a message queued", async ({
  pipeline,
  arrivals,
}) => {
  await using deadLetters = await KafkaReader.open(pipeline, "coffee.dead-letter");
  await using publisher = await foreignPublisher(pipeline, 5);
  const device = `refused-${crypto.randomUUID()}`;
  const publish = async (qos: 0 | 1 | 2, payload: string) =>
    await publisher.publishAsync("coffee", payload, { qos, properties: { responseTopic: "reply/#" } });

  for (const qos of [0, 1, 2] as const) await publish(qos, `${device} at QoS ${qos}`);
  await publisher.publishAsync("coffee", foreignReading(device, 1), { qos: 1 });
  await arrivals.waitFor(device, "the reading behind them", ({ x }) => x === 1);

  const bridge = pipeline.part("bridge");
  await bridge.stop();
  await publish(1, `${device} queued`);
  await publisher.publishAsync("coffee", foreignReading(device, 2), { qos: 1 });
  await bridge.start();
  await arrivals.waitFor(device, "the reading behind the queued one", ({ x }) => x === 2);

  for (const payload of ["at QoS 0", "at QoS 1", "at QoS 2", "queued"]) {
    const letter = await deadLetters.waitFor(
      payload,
      ({ value }) => String(value) === `${device} ${payload}`,
    );
    expect(letter.headers).toMatchObject({
      "error.reason": "malformed",
      "error.detail": "The message breaks a rule of MQTT: response topic contains a wildcard: reply/#.",
      "mqtt.topic": "coffee",
    });
  }
});

test("a message of the largest size that the broker takes is a dead letter with its SHA-256, and the broker tells a publisher that size", async ({
  pipeline,
  arrivals,
}) => {
  const publisher = connect(pipeline.addresses.mqttUrl, { protocolVersion: 5, reconnectPeriod: 0 });
  const connAck = await new Promise<{ properties?: { maximumPacketSize?: number } }>((resolve, reject) => {
    publisher.once("connect", resolve).once("error", reject);
  });
  expect(connAck.properties?.maximumPacketSize).toBe(maxPacketBytes);

  await using deadLetters = await KafkaReader.open(pipeline, "coffee.dead-letter");
  const device = `refused-${crypto.randomUUID()}`;
  const payload = device.padEnd(maxPacketBytes - 100, ".");
  await publisher.publishAsync("coffee", payload, { qos: 1 });
  await publisher.publishAsync("coffee", foreignReading(device, 1), { qos: 1 });
  await publisher.endAsync();

  await arrivals.waitFor(device, "the reading behind it", ({ x }) => x === 1);
  const letter = await deadLetters.waitFor("the large message", ({ value }) =>
    String(value).startsWith(device),
  );
  expect(letter.headers).toMatchObject({
    "error.reason": "record-too-large",
    "payload.bytes": String(payload.length),
    "payload.sha256": createHash("sha256").update(payload).digest("hex"),
  });
});
