import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { restartFailedTasks } from "../../../services/provision/connector.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

test("Connect logs and answers neither the connector's password nor the user and password of a refused URL", async ({
  pipeline,
}) => {
  const topic = `password-${crypto.randomUUID()}`;
  const login = { "mqtt.username": "someone", "mqtt.password": "s3cret-of-the-connector" };
  await using connector = await OwnConnector.register(pipeline, topic, login);
  const { connect } = pipeline.addresses;
  const answers = [
    await connector
      .configure(topic, { ...login, "mqtt.url": "mqtt://topuser:s3cret-in-the-url@localhost" })
      .catch(String),
    await connector.configure(topic, { ...login, "mqtt.url": "mqtt://topuser:s3cret/x@h:y" }).catch(String),
    await (await connect.fetch(`/connectors/${connector.name}/status`)).text(),
    await restartFailedTasks(connect, connector.name, AbortSignal.timeout(30_000)),
  ];
  expect(answers[0]).toContain("must not contain a user name or password");
  expect(answers.join("\n")).not.toMatch(/topuser|s3cret/);
  // Mosquitto's log is written in blocks.
  const logs = await Promise.all(
    (["bridge", "publisher", "consumer"] as const).map((part) =>
      readFile(pipeline.part(part).logFile, "utf8"),
    ),
  );
  expect(logs[0]).toContain(topic);
  expect(logs.join("\n")).not.toMatch(/topuser|s3cret/);
});
