import { Partitioners } from "kafkajs";
import { type IPublishPacket } from "mqtt";
import { expect } from "vitest";
import { connectToBroker } from "../../../testbed/pipeline/probes/broker-client.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { flowing, test } from "../../support/pipeline/pipeline-test.ts";

const [device = ""] = flowing;

test("payload, key, headers, time and partition are as in the contract, from MQTT to the Kafka log", async ({
  pipeline,
}) => {
  await using reader = await KafkaReader.open(pipeline, "coffee");
  const subscriber = await connectToBroker(pipeline.addresses.tap.mqtt);
  const published: IPublishPacket[] = [];
  subscriber.on("message", (_topic, _payload, packet) => published.push(packet));
  await subscriber.subscribeAsync("coffee", { qos: 2 });

  const packet = await waitFor({ description: "a reading over MQTT", timeoutMs: 10_000 }, () =>
    published.find(({ payload }) => payload.includes(`"${device}"`)),
  );
  await subscriber.endAsync();
  const payload = Buffer.from(packet.payload);
  const { run, seq, "sent-at": sentAt, ...others } = packet.properties?.userProperties ?? {};
  expect(packet).toMatchObject({ topic: "coffee", qos: 1, retain: false });
  expect(others).toEqual({});
  expect(run).toMatch(/^[\da-f-]{36}$/);
  expect(seq).toMatch(/^\d+$/);
  expect(sentAt).toMatch(/^\d{13}\.\d{3}$/);
  expect(JSON.parse(payload.toString())).toEqual({
    id: device,
    x: expect.any(Number),
    y: expect.any(Number),
    status: "Active",
  });

  const record = await reader.waitFor(
    `${device}, seq ${String(seq)}`,
    ({ key, headers }) => key === device && headers["run"] === run && headers["seq"] === seq,
  );
  expect(record.value).toEqual(payload);
  expect(record.headers).toEqual({
    run,
    seq,
    "sent-at": sentAt,
    "mqtt.topic": "coffee",
    "mqtt.qos": "1",
    "mqtt.retained": "false",
    "mqtt.duplicate": "false",
  });
  // Of receipt, in the same unit: clocks of two processes may differ.
  expect(Math.abs(record.timestampMs - Number(sentAt))).toBeLessThan(60_000);
  expect(record.partition).toBe(javaPartition(device));
});

/** The partition that Kafka's own clients choose for a key, of the topic's four. */
function javaPartition(key: string): number {
  const partitions = [0, 1, 2, 3].map((partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
  return Partitioners.DefaultPartitioner()({
    topic: "coffee",
    partitionMetadata: partitions,
    message: { key, value: null },
  });
}
