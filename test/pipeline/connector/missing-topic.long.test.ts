import { readFile } from "node:fs/promises";
import { pino } from "pino";
import { expect } from "vitest";
import { createTopics } from "../../../services/provision/topics.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

/** A topic that stays missing must be named in the log within this time. */
const namedWithinMs = 30_000;
const readings = [1, 2, 3, 4, 5].map((x) => foreignReading("device", x));
const rubbish = "not JSON";

// Together: each waits for the connector's warning.
test.concurrent.for(["dead.letter.topic", "kafka.topic"])(
  "%s that does not exist is named in the log, and everything arrives once it exists",
  async (setting, { pipeline }) => {
    const mqttTopic = crypto.randomUUID();
    const missing = `missing-${mqttTopic}`;
    await using publisher = await foreignPublisher(pipeline);
    await using connector = await OwnConnector.register(pipeline, mqttTopic, {
      "record.key": "json:/id",
      [setting]: missing,
    });
    const [first = "", ...others] = readings;
    for (const payload of [first, rubbish, ...others]) {
      await publisher.publishAsync(mqttTopic, payload, { qos: 1 });
    }

    const warning = await waitFor(
      { description: `a warning that names ${missing}`, timeoutMs: namedWithinMs },
      () => lineWith(pipeline, `not confirmed a record for topic ${missing} `),
    );
    expect(warning).toContain("WARN");

    const good = setting === "kafka.topic" ? missing : connector.name;
    const dead = setting === "kafka.topic" ? `${missing}.dead-letter` : missing;
    const created = [good, dead].filter((topic) => topic !== connector.name);
    await createTopics(
      [pipeline.addresses.kafkaBrokers],
      created.map((topic) => ({ topic, numPartitions: 1 })),
      pino({ level: "silent" }),
    );
    await using goodOnes = await KafkaReader.open(pipeline, good);
    await using deadLetters = await KafkaReader.open(pipeline, dead);
    expect(valuesOf(await goodOnes.waitForCount(readings.length))).toEqual(readings);
    expect(valuesOf(await deadLetters.waitForCount(1))).toEqual([rubbish]);
    await waitFor({ description: "the line that it is over", timeoutMs: 10_000 }, () =>
      lineWith(pipeline, `Kafka confirms records for topic ${missing} again`),
    );
  },
);

function valuesOf(records: Awaited<ReturnType<KafkaReader["waitForCount"]>>): string[] {
  return records.map(({ value }) => String(value));
}

async function lineWith(pipeline: Pipeline, text: string): Promise<string | undefined> {
  const lines = (await readFile(pipeline.part("bridge").logFile, "utf8")).split("\n");
  return lines.find((line) => line.includes(text));
}
