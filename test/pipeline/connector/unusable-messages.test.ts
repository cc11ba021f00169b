import { createHash, randomBytes } from "node:crypto";
import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher, foreignReading } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

test("a too large, a keyless and an unreadable message are set aside where they can be found, and the flow goes on", async ({
  pipeline,
  arrivals,
}) => {
  await using deadLetters = await KafkaReader.open(pipeline, "coffee.dead-letter");
  await using publisher = await foreignPublisher(pipeline);
  const device = `unusable-${crypto.randomUUID()}`;
  const tooLarge = JSON.stringify({ id: device, padding: randomBytes(1_000_000).toString("hex") });
  const notJson = `not JSON ${device}`;
  const notReading = JSON.stringify({ id: device, x: "far" });

  await publisher.publishAsync("coffee", tooLarge, { qos: 1 });
  await publisher.publishAsync("coffee", notJson, { qos: 1 });
  await publisher.publishAsync("coffee", notReading, { qos: 1 });
  await publisher.publishAsync("coffee", foreignReading(device, 7), { qos: 1 });

  await arrivals.waitFor(device, "the good reading after the bad ones", ({ x }) => x === 7);

  const cut = await deadLetters.waitFor(
    "the too large message",
    ({ headers }) => headers["payload.sha256"] === sha256(tooLarge),
  );
  expect(cut.headers).toMatchObject({ "error.reason": "record-too-large", "mqtt.topic": "coffee" });
  expect(tooLarge.startsWith(String(cut.value))).toBe(true);

  const keyless = await deadLetters.waitFor("the keyless message", ({ value }) => String(value) === notJson);
  expect(keyless.headers).toMatchObject({
    "error.reason": expect.stringMatching(/^key-/),
    "error.detail": expect.any(String),
  });

  const unreadable = await waitFor(
    { description: "the unreadable record at the consumer", timeoutMs: 10_000 },
    async () => {
      const status = (await (
        await fetch(`${pipeline.addresses.consumerUrl}/status`)
      ).json()) as ConsumerStatus;
      return status.unreadable.last.find(({ value }) => value === notReading);
    },
  );
  expect(unreadable).toMatchObject({
    topic: "coffee",
    offset: expect.any(String),
    reason: expect.stringContaining("x: "),
  });
});

interface ConsumerStatus {
  readonly unreadable: { readonly last: readonly { readonly value: string }[] };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
