import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { expect } from "vitest";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { checkout } from "../../../testbed/checkout.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

test("with the transforms of the connector's README, readings arrive in a topic of their day, and dead letters stay in theirs", async ({
  pipeline,
}) => {
  const mqttTopic = crypto.randomUUID();
  const settings = {
    "record.key": "json:/id",
    "key.converter": "org.apache.kafka.connect.storage.StringConverter",
    ...(await transformsOfReadme()),
  };
  await using connector = await OwnConnector.register(pipeline, mqttTopic, settings);
  const { name } = connector;
  await using publisher = await foreignPublisher(pipeline);
  const before = Date.now();
  await publisher.publishAsync(mqttTopic, "rubbish", { qos: 1 });
  await publisher.publishAsync(mqttTopic, foreignReading("d1", 1), { qos: 1 });

  const created = await waitFor({ description: "a topic of the day", timeoutMs: 30_000 }, async () =>
    (await topicsOf(pipeline, name)).find((topic) => /-\d{8}$/.test(topic)),
  );
  await using readings = await KafkaReader.open(pipeline, created);
  const { timestampMs } = await readings.waitFor("the reading", ({ key }) => key === "d1");
  expect(timestampMs).toBeGreaterThanOrEqual(before);
  expect(timestampMs).toBeLessThanOrEqual(Date.now());
  expect(created).toBe(`${name}-${new Date(timestampMs).toISOString().slice(0, 10).replaceAll("-", "")}`);

  await using deadLetters = await KafkaReader.open(pipeline, `${name}.dead-letter`);
  const deadLetter = await deadLetters.waitFor("the rubbish", ({ value }) => String(value) === "rubbish");
  expect(deadLetter.timestampMs).toBeGreaterThanOrEqual(before);
  expect(deadLetter.timestampMs).toBeLessThanOrEqual(timestampMs);
  expect((await topicsOf(pipeline, name)).toSorted()).toEqual(
    [name, created, `${name}.dead-letter`].toSorted(),
  );
});

/** Returns the settings of the README's example. */
async function transformsOfReadme(): Promise<Readonly<Record<string, string>>> {
  const readme = await readFile(join(checkout, "connect", "README.md"), "utf8");
  const blocks = [...readme.matchAll(/```json\n(?<json>.*?)```/gs)].map(
    ({ groups }) => groups?.["json"] ?? "",
  );
  const block = blocks.find((json) => json.includes("TimestampRouter"));
  return JSON.parse(block ?? "") as Record<string, string>;
}

async function topicsOf({ addresses }: Pipeline, prefix: string): Promise<string[]> {
  const admin = kafkaClient("test", [addresses.kafkaBrokers], pino({ level: "silent" })).admin();
  await admin.connect();
  try {
    return (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  } finally {
    await admin.disconnect();
  }
}
