import { expect, test } from "vitest";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { UnreachableError } from "../../../../../testbed/pipeline/foreign/foreign-pipeline.ts";
import { startConsumer } from "../../../../../testbed/pipeline/foreign/start-consumer.ts";
import { PartFailedError } from "../../../../../testbed/pipeline/part.ts";
import { startStubHttp } from "../../../../support/http/stub-http.ts";

const foreign = { kafkaBrokers: "k:9092" };
const failing = (error: Error) => ({ start: () => Promise.reject(error) });
const notUsable = new PartFailedError("consumer", "consumer is not usable\nThe end of consumer.log:\n  {}");

test("a consumer that Kafka refuses is one line with Kafka's reason, without the log", async () => {
  await using consumer = await startStubHttp(() => ({
    ...{ status: 503, json: { reason: "The session timeout is not\n within the range" } },
  }));
  await expect(startConsumer(failing(notUsable), foreign, HttpClient.at(consumer.url))).rejects.toThrow(
    new UnreachableError(
      "--kafka k:9092: the consumer cannot read there (The session timeout is not within the range)",
    ),
  );
});

test("a consumer that has ended, and a start that was given up, keep their own error", async () => {
  const consumer = await startStubHttp(() => ({}));
  await consumer[Symbol.asyncDispose]();
  await expect(startConsumer(failing(notUsable), foreign, HttpClient.at(consumer.url))).rejects.toBe(
    notUsable,
  );
  const interrupted = new Error("interrupted");
  await expect(startConsumer(failing(interrupted), foreign, HttpClient.at(consumer.url))).rejects.toBe(
    interrupted,
  );
});
