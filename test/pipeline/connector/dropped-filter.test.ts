import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

// The first two together: they mostly wait for a connector to start and to stop.
test.concurrent("a topic filter that is taken out of the configuration delivers what has waited, and nothing more", async ({
  pipeline,
}) => {
  const id = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, `${id}/new,${id}/old/#`);
  await using reader = await KafkaReader.open(pipeline, connector.name);
  await publisher.publishAsync(`${id}/new`, "first", { qos: 1 });
  await reader.waitFor("the record that carries the record of the session", () => true);

  await connector.change("stop");
  await publisher.publishAsync(`${id}/old`, "waited", { qos: 1 });
  await connector.configure(`${id}/new`);
  await publisher.publishAsync(`${id}/old`, "dropped", { qos: 1 });
  await publisher.publishAsync(`${id}/new`, "last", { qos: 1 });

  await reader.waitFor("the message that waited", ({ value }) => String(value) === "waited");
  await reader.waitFor("the last message", ({ value }) => String(value) === "last");
  const values = reader.records.map(({ value }) => String(value));
  expect(values.filter((value) => value !== "first").toSorted()).toEqual(["last", "waited"]);
});

test.concurrent("a topic filter that is replaced while the connector runs delivers nothing more, and the new one does", async ({
  pipeline,
}) => {
  const id = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, `${id}/coffee`);
  await using reader = await KafkaReader.open(pipeline, connector.name);
  await publisher.publishAsync(`${id}/coffee`, "first", { qos: 1 });
  await reader.waitFor("the record that carries the record of the session", () => true);

  await connector.replaceTopics(`${id}/tea`);
  await publisher.publishAsync(`${id}/coffee`, "dropped", { qos: 1 });
  await publisher.publishAsync(`${id}/tea`, "last", { qos: 1 });

  await reader.waitFor("the last message", ({ value }) => String(value) === "last");
  expect(reader.records.map(({ value }) => String(value))).toEqual(["first", "last"]);
});

test("after kill -9 before Connect has stored anything, a dropped filter delivers nothing, and ends at its first message", async ({
  pipeline,
}) => {
  const id = crypto.randomUUID();
  await using publisher = await foreignPublisher(pipeline);
  await using connector = await OwnConnector.register(pipeline, `${id}/+/x`);
  await using reader = await KafkaReader.open(pipeline, connector.name);
  const bridge = pipeline.part("bridge");
  await bridge.kill();
  await bridge.start();
  await connector.configure(`${id}/new`);

  await publisher.publishAsync(`${id}/old/x`, "dropped", { qos: 1 });
  const log = await waitFor({ description: "the warning", timeoutMs: 30_000 }, async () => {
    const lines = await linesOf(pipeline.part("bridge").logFile);
    return lines.find((line) => line.includes("unsubscribed from") && line.includes(id));
  });
  expect(log).toContain(`unsubscribed from ${id}/+/x:`);
  await publisher.publishAsync(`${id}/old/x`, "dropped too", { qos: 1 });
  await publisher.publishAsync(`${id}/new`, "last", { qos: 1 });

  await reader.waitFor("the last message", ({ value }) => String(value) === "last");
  expect(reader.records.map(({ value }) => String(value))).toEqual(["last"]);
});

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, "utf8")).split("\n");
}
