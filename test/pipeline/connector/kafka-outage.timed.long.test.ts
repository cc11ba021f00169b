import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "vitest";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { freePorts, loopback } from "../../../testbed/pipeline/ports.ts";
import { foreignPublisher } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

/** An outage lasts for many keep-alives: a client that misses a single one loses its connection. */
const keepAliveSeconds = 1;
const outageMs = 15_000;

// Together: each waits for its outage.
test.concurrent.for([
  { bytes: 100, count: 10_000 },
  { bytes: 2_000, count: 5_000 },
  { bytes: 524_288, count: 60 },
])(
  "a Kafka that is away costs no connection and no duplicate, with $count messages of $bytes bytes",
  async ({ bytes, count }, { pipeline }) => {
    const topic = crypto.randomUUID();
    const [port = 0] = await freePorts(1);
    const settings = {
      "mqtt.keep.alive.seconds": String(keepAliveSeconds),
      "producer.override.bootstrap.servers": `${loopback}:${port}`,
    };
    await using publisher = await foreignPublisher(pipeline);
    await using connector = await OwnConnector.register(pipeline, topic, settings);
    await using reader = await KafkaReader.open(pipeline, connector.name);
    const publish = async (from: number, to: number) => {
      const payloads = Array.from({ length: to - from }, (_, index) =>
        String(from + index).padEnd(bytes, "."),
      );
      await Promise.all(payloads.map((payload) => publisher.publishAsync(topic, payload, { qos: 1 })));
    };

    // The first half is a backlog that comes before the SUBACK of the next connection, the second half comes during the outage.
    await connector.change("stop");
    await publish(0, count / 2);
    await connector.change("resume");
    await publish(count / 2, count);
    await delay(outageMs);
    expect(reader.records).toEqual([]);

    await using _kafka = await reachableKafka(pipeline, port);
    const records = await reader.waitForCount(count);
    const numbers = records.map(({ value }) => Number.parseInt(String(value?.subarray(0, 8)), 10));
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index));
    // Before the stop, and after it.
    expect(await connector.connections(topic)).toEqual({ made: 2, lost: 0 });
  },
);

/** Lets Kafka be reached at the port from now on. */
async function reachableKafka({ addresses }: Pipeline, port: number): Promise<AsyncDisposable> {
  const [host = "", kafkaPort = ""] = addresses.kafkaBrokers.split(":");
  const server = createServer((client) => {
    const kafka = connect(Number(kafkaPort), host);
    for (const socket of [client, kafka]) socket.on("error", () => socket.destroy());
    client.pipe(kafka).pipe(client);
  });
  server.listen(port, loopback);
  await once(server, "listening");
  return { [Symbol.asyncDispose]: async () => void server.close() };
}
