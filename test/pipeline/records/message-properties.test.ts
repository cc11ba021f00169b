import { type IClientPublishOptions } from "mqtt";
import { expect } from "vitest";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

/** Not UTF-8: it begins with a byte that continues a character. */
const binary = Buffer.from([0x80, 0, 0xff, 0x0a]);
const stringConverter = "org.apache.kafka.connect.storage.StringConverter";
const simpleHeaderConverter = "org.apache.kafka.connect.storage.SimpleHeaderConverter";

// Together: the second and the third mostly wait for a connector to start and to stop.
test.concurrent("the properties of a message are headers of its record and of its dead letter, binary correlation data byte for byte", async ({
  pipeline,
}) => {
  await using records = await KafkaReader.open(pipeline, "coffee");
  await using deadLetters = await KafkaReader.open(pipeline, "coffee.dead-letter");
  const device = `properties-${crypto.randomUUID()}`;
  const rubbish = `not JSON ${device}`;
  await publish(pipeline, "coffee", foreignReading(device, 1), binary);
  await publish(pipeline, "coffee", rubbish, binary);

  const record = await records.waitFor("the reading", ({ key }) => key === device);
  const deadLetter = await deadLetters.waitFor("the rubbish", ({ value }) => String(value) === rubbish);
  for (const { headers, headerValues } of [record, deadLetter]) {
    expect(headers).toMatchObject({
      "mqtt.content.type": "application/json",
      "mqtt.response.topic": "reply/é",
      "mqtt.payload.format": "1",
      "user.mqtt.content.type": "forged",
      "user.mqtt.correlation.data": "forged",
    });
    expect(Number(headers["mqtt.message.expiry"])).toBeGreaterThan(3_000);
    expect(Number(headers["mqtt.message.expiry"])).toBeLessThanOrEqual(3_600);
    expect(headerValues.get("mqtt.correlation.data")).toEqual([binary]);
  }
});

test.concurrent.for([
  ["StringConverter", { "header.converter": stringConverter }],
  ["SimpleHeaderConverter", { "header.converter": simpleHeaderConverter }],
] as const)(
  "with %s as header converter, correlation data arrives as text, or in Base64 if it is binary",
  async ([, settings], { pipeline }) => {
    const topic = crypto.randomUUID();
    await using connector = await OwnConnector.register(pipeline, topic, settings);
    await using reader = await KafkaReader.open(pipeline, connector.name);
    await publish(pipeline, topic, "text", Buffer.from("é-42"));
    await publish(pipeline, topic, "binary", binary);

    const withText = await reader.waitFor("the text", ({ value }) => String(value) === "text");
    expect(withText.headerValues.get("mqtt.correlation.data")).toEqual([Buffer.from("é-42")]);
    const { headers } = await reader.waitFor("the binary data", ({ value }) => String(value) === "binary");
    expect(headers).not.toHaveProperty("mqtt.correlation.data");
    expect(Buffer.from(headers["mqtt.correlation.data.base64"] ?? "", "base64")).toEqual(binary);
  },
);

async function publish(
  pipeline: Pipeline,
  topic: string,
  payload: string,
  correlationData: Buffer,
): Promise<void> {
  const options: IClientPublishOptions = {
    qos: 1,
    properties: {
      contentType: "application/json",
      responseTopic: "reply/é",
      correlationData,
      payloadFormatIndicator: true,
      messageExpiryInterval: 3_600,
      userProperties: { "mqtt.content.type": "forged", "mqtt.correlation.data": "forged" },
    },
  };
  await using publisher = await foreignPublisher(pipeline, 5);
  await publisher.publishAsync(topic, payload, options);
}
