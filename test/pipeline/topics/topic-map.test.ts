import { pino } from "pino";
import { expect } from "vitest";
import { createTopics } from "../../../services/provision/topics.ts";
import { samplesIn } from "../../../services/shared/metrics/prometheus-text.ts";
import { workerMetrics } from "../../support/http/worker-metrics.ts";
import { foreignPublisher } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

test("many MQTT topics arrive in the Kafka topics of the rules, in order and with keys of two parts; a Kafka topic that is not allowed does not arise", async ({
  pipeline,
}) => {
  const { addresses } = pipeline;
  const site = `site-${crypto.randomUUID()}`;
  const topics = ["alarms", "a", "b"].map((kind) => ({ topic: `${site}.${kind}`, numPartitions: 1 }));
  await createTopics([addresses.kafkaBrokers], topics, pino({ level: "silent" }));
  await using connector = await OwnConnector.register(pipeline, `${site}/#`, {
    "topic.map": `${site}/alarm/+:${site}.alarms, ${site}/line/+/#:${site}.{1}`,
    "topic.map.allowed": `${site}.a, regex:site-[0-9a-f-]{36}\\.[bB]`,
    "record.key": "{topic:2}/{json:/id}",
  });
  await using publisher = await foreignPublisher(pipeline);
  await using alarms = await KafkaReader.open(pipeline, `${site}.alarms`);
  await using lineA = await KafkaReader.open(pipeline, `${site}.a`);
  await using lineB = await KafkaReader.open(pipeline, `${site}.b`);
  await using others = await KafkaReader.open(pipeline, connector.name);
  await using deadLetters = await KafkaReader.open(pipeline, `${connector.name}.dead-letter`);

  const publish = async (topic: string, id: number) =>
    await publisher.publishAsync(`${site}/${topic}`, JSON.stringify({ id }), { qos: 1 });
  for (let id = 0; id < 20; id += 2) {
    await publish(`line/a/device-${id}/temperature`, id);
    await publish(`alarm/device-${id}`, id);
    await publish(`line/b/device-${id}`, id + 1);
  }
  await publish("line/c/device-1", 100);
  await publish("visitors", 101);

  const keys = async (reader: KafkaReader, count: number) =>
    (await reader.waitForCount(count)).map(({ key }) => key);
  const ten = Array.from({ length: 10 }, (_, index) => 2 * index);
  expect(await keys(lineA, 10)).toEqual(ten.map((id) => `line/${id}`));
  expect(await keys(lineB, 10)).toEqual(ten.map((id) => `line/${id + 1}`));
  expect(await keys(alarms, 10)).toEqual(ten.map((id) => `alarm/${id}`));
  expect(await keys(others, 1)).toEqual(["visitors/101"]);
  const [refused] = await deadLetters.waitForCount(1);
  expect(refused?.headers).toMatchObject({
    "error.reason": "topic-not-allowed",
    "error.detail": `topic.map leads to ${site}.c, which is not among the allowed topics.`,
    "mqtt.topic": `${site}/line/c/device-1`,
  });

  const samples = samplesIn(await workerMetrics(addresses));
  const count = (name: string) =>
    samples.find((sample) => sample.name === name && sample.labels["connector"] === connector.name)?.value;
  expect(count("mqtt_source_messages_topic_not_allowed_total")).toBe(1);
  expect(count("mqtt_source_messages_unmatched_total")).toBe(1);
});
