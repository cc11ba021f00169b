import { createHash, randomBytes } from "node:crypto";
import { connect } from "mqtt";
import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

/** `max_packet_size` of services/mosquitto/mosquitto.conf. */
const maxPacketBytes = 16_777_216;

test("a too large, a keyless and an unreadable message are set aside where they can be found, and the flow goes on", async ({
  pipeline,
  arrivals,
}) => {
  await using deadLetters = await KafkaReader.open(pipeline, "coffee.dead-letter");
  await using publisher = await foreignPublisher(pipeline);
  const device = `unusable-${crypto.randomUUID()}`;
  const tooLarge = JSON.stringify({ id: device, padding: randomBytes(1_000_000).toString("hex") });
  const notJson = `not JSON ${device}`;
  const notReading = JSON.stringify({ id: device, x: "far" });

  await publisher.publishAsync("coffee", tooLarge, { qos: 1 });
  await publisher.publishAsync("coffee", notJson, { qos: 1 });
  await publisher.publishAsync("coffee", notReading, { qos: 1 });
  await publisher.publishAsync("coffee", foreignReading(device, 7), { qos: 1 });

  await arrivals.waitFor(device, "the good reading after the bad ones", ({ x }) => x === 7);

  const cut = await deadLetters.waitFor(
    "the too large message",
    ({ headers }) => headers["payload.sha256"] === sha256(tooLarge),
  );
  expect(cut.headers).toMatchObject({ "error.reason": "record-too-large", "mqtt.topic": "coffee" });
  expect(tooLarge.startsWith(String(cut.value))).toBe(true);

  const keyless = await deadLetters.waitFor("the keyless message", ({ value }) => String(value) === notJson);
  expect(keyless.headers).toMatchObject({
    "error.reason": expect.stringMatching(/^key-/),
    "error.detail": expect.any(String),
  });

  const unreadable = await waitFor(
    { description: "the unreadable record at the consumer", timeoutMs: 10_000 },
    async () => {
      const status = (await (
        await fetch(`${pipeline.addresses.consumerUrl}/status`)
      ).json()) as ConsumerStatus;
      return status.unreadable.last.find(({ value }) => value === notReading);
    },
  );
  expect(unreadable).toMatchObject({
    topic: "coffee",
    offset: expect.any(String),
    reason: expect.stringContaining("x: "),
  });
});

test("a message with a wildcard in its response topic, which Mosquitto passes on, is a dead letter; readings flow on, also after a restart with such a message queued", async ({
  pipeline,
  arrivals,
  skip,
}) => {
  await using deadLetters = await KafkaReader.open(pipeline, "coffee.dead-letter");
  await using publisher = await foreignPublisher(pipeline, 5);
  const device = `unusable-${crypto.randomUUID()}`;
  const publish = async (qos: 0 | 1 | 2, payload: string) =>
    await publisher.publishAsync("coffee", payload, { qos, properties: { responseTopic: "reply/#" } });

  const refused = new Promise<"refused">((resolve) => publisher.once("close", () => resolve("refused")));
  const first = await Promise.race([publish(1, `${device} at QoS 1`), refused]);
  if (first === "refused") skip("Mosquitto 2.0.11 passes it on; this one ends the publisher's connection");
  for (const qos of [0, 2] as const) await publish(qos, `${device} at QoS ${qos}`);
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
  const device = `unusable-${crypto.randomUUID()}`;
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
    "payload.sha256": sha256(payload),
  });
});

interface ConsumerStatus {
  readonly unreadable: { readonly last: readonly { readonly value: string }[] };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
