import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";
import { FirstArrivals } from "../../support/tasks/first-arrivals.ts";
import { SteadyLoad } from "../../support/tasks/steady-load.ts";

const wait = { timeoutMs: 60_000 };

test("with MQTT 3.1.1 a worker that is killed under load loses nothing and keeps the order, and one that restarts has no retained message again", async ({
  pipeline,
}) => {
  const topic = `mqtt-3.1.1-${crypto.randomUUID()}`;
  await using publisher = await foreignPublisher(pipeline, 5);
  await using connector = await OwnConnector.register(pipeline, `${topic}/#`, { "mqtt.version": "3.1.1" });
  await using reader = await KafkaReader.open(pipeline, connector.name);
  // The messages have their trace in the payload: MQTT 3.1.1 has no user properties.
  const arrivals = new FirstArrivals(reader);
  const load = new SteadyLoad(publisher);
  {
    await using publishing = load;
    publishing.begin(`${topic}/load`);
    await more("messages before the kill", () => arrivals.count(`${topic}/load-0`));
    const bridge = pipeline.part("bridge");
    await bridge.kill();
    await more("messages while the worker is away", () => load.acknowledged.get(`${topic}/load-0`) ?? 0);
    await bridge.start();
  }
  await waitFor({ description: "all messages to arrive", ...wait }, () =>
    [...load.acknowledged].every(([key, count]) => arrivals.count(key) >= count) ? true : undefined,
  );
  for (const [key, count] of load.acknowledged)
    expect([...(arrivals.byKey.get(key) ?? [])], key).toEqual(Array.from({ length: count }, (_, n) => n));

  const retained = JSON.stringify({ id: "retained", number: 0 });
  await publisher.publishAsync(`${topic}/retained`, retained, { qos: 1, retain: true });
  await reader.waitFor("the retained message", ({ value }) => String(value) === retained);
  await connector.change("stop");
  await connector.change("resume");
  const options = { qos: 1, properties: { userProperties: { run: "1" } } } as const;
  await publisher.publishAsync(`${topic}/last`, JSON.stringify({ id: "last", number: 0 }), options);
  const last = await reader.waitFor("the last message", ({ value }) => String(value).includes("last"));
  expect(Object.keys(last.headers).toSorted()).toEqual([
    "mqtt.duplicate",
    "mqtt.qos",
    "mqtt.retained",
    "mqtt.topic",
  ]);
  expect(reader.records.filter(({ value }) => String(value) === retained)).toHaveLength(1);
  await publisher.publishAsync(`${topic}/retained`, "", { qos: 1, retain: true });
});

/** Waits until a count has grown by a hundred. */
async function more(description: string, count: () => number): Promise<void> {
  const before = count();
  await waitFor({ description, ...wait }, () => (count() >= before + 100 ? true : undefined));
}
