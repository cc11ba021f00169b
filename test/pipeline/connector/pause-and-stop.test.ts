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

test("a connector that was paused or stopped before its worker starts does not connect, and delivers what waited when it is resumed", async ({
  pipeline,
}) => {
  const topics = { paused: crypto.randomUUID(), stopped: crypto.randomUUID() };
  await using publisher = await foreignPublisher(pipeline);
  await using paused = await OwnConnector.register(pipeline, topics.paused);
  await using stopped = await OwnConnector.register(pipeline, topics.stopped);
  await using ofPaused = await KafkaReader.open(pipeline, paused.name);
  await using ofStopped = await KafkaReader.open(pipeline, stopped.name);

  await paused.change("pause");
  await stopped.change("stop");
  const bridge = pipeline.part("bridge");
  await bridge.stop();
  await bridge.start();
  for (const topic of Object.values(topics)) await publisher.publishAsync(topic, "waited", { qos: 1 });
  // Waits until the new worker has the states.
  await paused.change("pause");
  expect(await paused.connections(topics.paused)).toEqual({ made: 1, lost: 0 });
  expect(await stopped.connections(topics.stopped)).toEqual({ made: 1, lost: 0 });

  await paused.change("resume");
  await stopped.change("resume");
  await ofPaused.waitFor("the message", ({ value }) => String(value) === "waited");
  await ofStopped.waitFor("the message", ({ value }) => String(value) === "waited");
  expect(await paused.connections(topics.paused)).toEqual({ made: 2, lost: 0 });
  expect(await stopped.connections(topics.stopped)).toEqual({ made: 2, lost: 0 });
});
