import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { registerConnector } from "../../services/provision/connector.ts";
import { connectorName } from "../../services/provision/mqtt-source.ts";
import { createTopics } from "../../services/provision/topics.ts";
import { checkout } from "../../testbed/checkout.ts";
import { expect, test } from "../support/page/page-test.ts";
import { foreignPublisher } from "../support/pipeline/foreign-publisher.ts";

/** Time in which a topic that stays missing is named. */
const namedMs = 30_000;
/** Reading of the metrics and drawing, on a busy machine. */
const shownMs = 5_000;
const backMs = 30_000;

test("a dead-letter topic that does not exist is named on the page, until it exists", async ({
  pipeline,
  statusPage,
}) => {
  const { page } = statusPage;
  const missing = `missing-${crypto.randomUUID()}`;
  const config = JSON.parse(await readFile(join(checkout, "connect/mqtt-source.json"), "utf8"));
  const { connect, kafkaBrokers } = pipeline.addresses;
  const changed = { ...config, "dead.letter.topic": missing };
  await registerConnector(connect, connectorName, changed, AbortSignal.timeout(60_000));
  await statusPage.untilPart("bridge", "up", backMs);
  const unconfirmed = page.locator("[data-field=unconfirmed]");
  await unconfirmed.filter({ hasText: /^none$/ }).waitFor({ timeout: backMs });

  await using publisher = await foreignPublisher(pipeline);
  await publisher.publishAsync(pipeline.names.mqttTopic, "rubbish", { qos: 1 });
  await unconfirmed.filter({ hasText: `${missing} for` }).waitFor({ timeout: namedMs + shownMs });
  expect(await statusPage.stateOf("bridge")).toBe("not flowing");
  expect(await page.locator("#summary").textContent()).toContain(
    `Connect says it is up, but Kafka does not confirm its records of ${missing}`,
  );

  const topics = [{ topic: missing, numPartitions: 1 }];
  await createTopics([kafkaBrokers], topics, pino({ level: "silent" }));
  await unconfirmed.filter({ hasText: /^none$/ }).waitFor({ timeout: backMs });
  await page.locator("#summary").filter({ hasText: "Everything flows" }).waitFor({ timeout: backMs });
});
