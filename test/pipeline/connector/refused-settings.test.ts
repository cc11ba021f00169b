import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const stringConverter = "org.apache.kafka.connect.storage.StringConverter";
const byteArrayConverter = "org.apache.kafka.connect.converters.ByteArrayConverter";

interface RefusedSettings {
  readonly problem: string;
  /** Changes of connect/mqtt-source.json; `undefined` for a line left out. */
  readonly changes: Readonly<Record<string, string | undefined>>;
  readonly answer: readonly string[];
}

const refused: readonly RefusedSettings[] = [
  {
    problem: "a converter of text for values of bytes",
    changes: { "value.converter": stringConverter },
    answer: [`value.converter is ${stringConverter}`, `must be ${byteArrayConverter}`],
  },
  {
    problem: "another converter for values, by its alias",
    changes: { "value.converter": "JsonConverter" },
    answer: ["value.converter is JsonConverter"],
  },
  {
    problem: "no converter for values",
    changes: { "value.converter": undefined },
    answer: ["value.converter is missing", `add "value.converter": "${byteArrayConverter}"`],
  },
  {
    problem: "no converter for keys",
    changes: { "key.converter": undefined },
    answer: ["key.converter is missing", `add "key.converter": "${stringConverter}"`],
  },
  {
    problem: "a converter of bytes for headers",
    changes: { "header.converter": "ByteArrayConverter" },
    answer: ["header.converter is ByteArrayConverter"],
  },
  {
    problem: "a variable that is not set",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Connect
    changes: { "mqtt.topics": "${env:MQTT_TOPICS}" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Connect
    answer: ["mqtt.topics has the variable ${env:MQTT_TOPICS}"],
  },
  {
    problem: "a variable that the worker does not allow",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Connect
    changes: { "mqtt.password": "${env:HOME}" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Connect
    answer: ["mqtt.password has the variable ${env:HOME}"],
  },
  {
    problem: "a producer that does not wait for the replicas",
    changes: { "producer.override.acks": "1" },
    answer: ["producer.override.acks is 1 and must be all or -1"],
  },
  {
    problem: "a producer that reorders",
    changes: { "producer.override.enable.idempotence": "false" },
    answer: ["producer.override.enable.idempotence is false"],
  },
  {
    problem: "topic filters that overlap",
    changes: { "mqtt.topics": "a/+,a/b" },
    answer: ["mqtt.topics has a/b, which overlaps a/+"],
  },
];

test.for(refused)(
  "Connect answers 400 to a configuration with $problem, and makes no connector",
  async ({ changes, answer }, { pipeline }) => {
    const config = JSON.parse(
      await readFile(new URL("../../../connect/mqtt-source.json", import.meta.url), "utf8"),
    ) as Record<string, string>;
    const { connect } = pipeline.addresses;
    const response = await connect.fetch("/connectors/refused/config", {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...config, "mqtt.client.id": "refused", ...changes }),
    });
    const { error_code: code, message } = (await response.json()) as { error_code: number; message: string };

    expect(code).toBe(400);
    expect(message).toContain("contains the following 1 error(s)");
    for (const part of answer) expect(message).toContain(part);
    const made = await connect.fetch("/connectors/refused/status");
    await made.body?.cancel();
    expect(made.status).toBe(404);
  },
);

test("a converter may be named by its alias, and a text that is not UTF-8 becomes a dead letter in Base64", async ({
  pipeline,
}) => {
  const topic = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, topic, {
    "value.type": "string",
    "value.converter": "StringConverter",
  });
  await using records = await KafkaReader.open(pipeline, connector.name);
  await using deadLetters = await KafkaReader.open(pipeline, `${connector.name}.dead-letter`);
  const binary = Buffer.from([0xc3, 0x28, 0x00, 0xff]);
  await publisher.publishAsync(topic, binary, { qos: 1 });
  await publisher.publishAsync(topic, "Käse €", { qos: 1 });

  const text = await records.waitFor("the text", () => true);
  expect(String(text.value)).toBe("Käse €");
  const dead = await deadLetters.waitFor("the other", () => true);
  expect(dead.headers).toMatchObject({ "error.reason": "value-invalid", "payload.encoding": "base64" });
  expect(Buffer.from(String(dead.value), "base64")).toEqual(binary);
  expect(records.records).toHaveLength(1);
});

test("a change of offsets that would do nothing is refused, and a reset says that the position is elsewhere", async ({
  pipeline,
}) => {
  const topic = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, topic);
  await using reader = await KafkaReader.open(pipeline, connector.name);
  await publisher.publishAsync(topic, "carries the record of the session", { qos: 1 });
  await reader.waitForCount(1);
  await connector.change("stop");
  const { connect } = pipeline.addresses;
  const path = `/connectors/${connector.name}/offsets`;
  const change = async (partition: object, offset: object | null): Promise<string> => {
    const response = await connect.fetch(path, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ offsets: [{ partition, offset }] }),
    });
    return await response.text();
  };

  expect(await change({ "mqtt.client.id": connector.name }, { position: 7 })).toContain("cannot be set");
  expect(await change({ topic }, null)).toContain("has no partition {topic=");
  const offsets = (await (await connect.fetch(path)).json()) as { offsets: { partition: unknown }[] };
  expect(offsets.offsets.map(({ partition }) => partition)).toEqual([{ "mqtt.client.id": connector.name }]);

  const reset = await (await connect.fetch(path, { method: "DELETE" })).text();
  expect(reset).toContain("if this connector manages offsets externally");
  await waitFor({ description: "no offset of the connector", timeoutMs: 10_000 }, async () => {
    // Connect's answer may lag behind its own reset.
    const { offsets: left } = (await (await connect.fetch(path)).json()) as { offsets: unknown[] };
    return left.length === 0 || undefined;
  });
});
