import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

test("the consumer reads what the connector compresses, with each compression that Kafka has", async ({
  pipeline,
  arrivals,
}) => {
  const mqttTopic = crypto.randomUUID();
  const toCoffee = { "kafka.topic": "coffee", "record.key": "json:/id" };
  await using connector = await OwnConnector.register(pipeline, mqttTopic, toCoffee);
  await using publisher = await foreignPublisher(pipeline);
  for (const [x, codec] of ["lz4", "zstd", "snappy", "gzip"].entries()) {
    await connector.configure(mqttTopic, { ...toCoffee, "producer.override.compression.type": codec });
    await publisher.publishAsync(mqttTopic, foreignReading(connector.name, x), { qos: 1 });
    await arrivals.waitFor(connector.name, codec, (arrived) => arrived.x === x);
  }
});
