import { expect } from "vitest";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

test("a foreign publisher's readings (MQTT 3.1.1, QoS 0, no user properties) arrive, and count as untraced", async ({
  pipeline,
  arrivals,
}) => {
  await using reader = await KafkaReader.open(pipeline, "coffee");
  await using publisher = await foreignPublisher(pipeline);
  const device = `foreign-${crypto.randomUUID()}`;
  for (const x of [1, 2, 3]) publisher.publish("coffee", foreignReading(device, x), { qos: 0 });

  await arrivals.waitFor(device, "the third reading", ({ x }) => x === 3);
  const arrived = arrivals.of(device);
  expect(arrived.map(({ x, arrival }) => [x, arrival])).toEqual([
    [1, "untraced"],
    [2, "untraced"],
    [3, "untraced"],
  ]);

  const record = await reader.waitFor("the first reading", ({ key }) => key === device);
  expect(String(record.value)).toBe(foreignReading(device, 1));
  expect(record.headers).toEqual({
    "mqtt.topic": "coffee",
    "mqtt.qos": "0",
    "mqtt.retained": "false",
    "mqtt.duplicate": "false",
  });
});
