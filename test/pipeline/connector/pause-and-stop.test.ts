import { expect } from "vitest";
import { foreignPublisher } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const count = 3_000;

test("a paused connector keeps its connection, and delivers each message once when it is resumed", async ({
  pipeline,
}) => {
  const topic = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, topic, { "mqtt.keep.alive.seconds": "1" });
  await using reader = await KafkaReader.open(pipeline, connector.name);

  await connector.change("pause");
  const payloads = Array.from({ length: count }, (_, index) => String(index).padEnd(2_000, "."));
  await Promise.all(payloads.map((payload) => publisher.publishAsync(topic, payload, { qos: 1 })));
  await connector.change("resume");

  const records = await reader.waitForCount(count);
  expect(records.map(({ value }) => String(value))).toEqual(payloads);
  expect(await connector.connections(topic)).toEqual({ made: 1, lost: 0 });
});

test("a connector that is paused before its worker starts does not connect, and delivers what waited when it is resumed", async ({
  pipeline,
}) => {
  const topic = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, topic);
  await using reader = await KafkaReader.open(pipeline, connector.name);

  await connector.change("pause");
  const bridge = pipeline.part("bridge");
  await bridge.stop();
  await bridge.start();
  await publisher.publishAsync(topic, "waited", { qos: 1 });
  await connector.change("pause");
  expect(await connector.connections(topic)).toEqual({ made: 1, lost: 0 });

  await connector.change("resume");
  await reader.waitFor("the message", ({ value }) => String(value) === "waited");
  expect(await connector.connections(topic)).toEqual({ made: 2, lost: 0 });
});

test("a stopped connector has no connection; its session keeps what comes until it is resumed, also over a restart of the worker", async ({
  pipeline,
}) => {
  const topic = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, topic);
  await using reader = await KafkaReader.open(pipeline, connector.name);

  await connector.change("stop");
  const bridge = pipeline.part("bridge");
  await bridge.stop();
  await bridge.start();
  await publisher.publishAsync(topic, "waited", { qos: 1 });
  expect(await connector.connections(topic)).toEqual({ made: 1, lost: 0 });

  await connector.change("resume");
  await reader.waitFor("the message", ({ value }) => String(value) === "waited");
});
