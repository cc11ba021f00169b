import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { connect, type IConnackPacket } from "mqtt";
import { expect } from "vitest";
import { waitFor } from "../../../testbed/wait-for.ts";
import { foreignPublisher } from "../../support/pipeline/foreign-publisher.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";
import { FirstArrivals } from "../../support/tasks/first-arrivals.ts";
import { SecondWorker } from "../../support/tasks/second-worker.ts";
import { SteadyLoad } from "../../support/tasks/steady-load.ts";

const changes = 5;
const everyFilter = [0, 1, 2, 3];

/** Configurations one after the other; the second worker is killed before one of the changes. */
const course = fc.record({
  configurations: fc.array(
    fc.record({
      tasks: fc.integer({ min: 1, max: 4 }),
      filters: fc.shuffledSubarray(everyFilter, { minLength: 1 }),
    }),
    { minLength: 1 + changes, maxLength: 1 + changes },
  ),
  killBefore: fc.integer({ min: 1, max: changes }),
});

test("whatever changes, the number of tasks, the topic filters, or a worker that dies: nothing acknowledged is lost, the order per key is kept, and no session is left behind", async ({
  pipeline,
}) => {
  await using second = await SecondWorker.start(pipeline);
  const logs = [pipeline.part("bridge").logFile, second.part.logFile];
  await fc.assert(
    fc.asyncProperty(course, async ({ configurations, killBefore }) => {
      // The run before may have killed it.
      if ((await second.part.processId()) === undefined) await second.part.start();
      const id = crypto.randomUUID();
      const settingsOf = configurations.map(({ tasks, filters }) => ({
        topics: filters.map((filter) => `${id}/${filter}`),
        settings: { "record.key": "json:/id", "tasks.max": String(tasks) },
      }));
      const [first, ...others] = settingsOf;
      if (first === undefined) throw new Error("no configuration");
      await using publisher = await foreignPublisher(pipeline, 5);
      await using connector = await OwnConnector.register(pipeline, first.topics.join(), first.settings);
      await using reader = await KafkaReader.open(pipeline, connector.name);
      const arrivals = new FirstArrivals(reader);
      const load = new SteadyLoad(publisher);
      let current = first.topics;
      {
        await using _load = load;
        // Connect counts tasks as running before all of them are known.
        await untilSubscribed(logs, current);
        for (const topic of current) load.begin(topic);
        await flows(load, arrivals, current);
        for (const [index, { topics, settings }] of others.entries()) {
          if (index + 1 === killBefore) {
            await second.part.kill();
            await flows(load, arrivals, current);
          }
          const added = topics.filter((topic) => !current.includes(topic));
          const removed = current.filter((topic) => !topics.includes(topic));
          // Who publishes to a topic that nobody is subscribed to loses the message, and knows it by the PUBACK.
          await Promise.all(removed.map((topic) => load.end(topic)));
          const before = await subscriptions(logs, added);
          await connector.put(topics.join(), settings);
          await untilSubscribed(logs, added, before);
          for (const topic of added) load.begin(topic);
          await flows(load, arrivals, topics);
          await untilEnded(logs, removed);
          current = topics;
        }
      }
      await expectAllInOrder(load, arrivals);
      await untilEnded(
        logs,
        everyFilter.map((filter) => `${id}/${filter}`).filter((topic) => !current.includes(topic)),
      );
      await connector.change("stop");
      const sessions = await sessionsAt(pipeline.addresses.mqttUrl, connector.name, id);
      expect(sessions.length).toBeGreaterThan(0);
      expect(sessions.length).toBeLessThanOrEqual(current.length);
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

/** Waits until each topic has been subscribed to again since `before`. */
async function untilSubscribed(
  logs: readonly string[],
  topics: readonly string[],
  before: readonly number[] = [],
): Promise<void> {
  await waitFor({ description: `subscriptions to ${topics.join()}`, timeoutMs: 60_000 }, async () => {
    const made = await subscriptions(logs, topics);
    return made.every((count, place) => count > (before[place] ?? 0)) || undefined;
  });
}

/** Waits until the sessions of these topics, if there were any, have ended, according to the logs of the workers. */
async function untilEnded(logs: readonly string[], topics: readonly string[]): Promise<void> {
  await waitFor(
    { description: `the end of the sessions of ${topics.join()}`, timeoutMs: 60_000 },
    async () => {
      // Each begins with its time.
      const lines = (await linesOf(logs)).toSorted();
      const latest = (topic: string) =>
        lines.findLast(
          (line) => line.includes(topic) && /(subscribed (to|from)|ended the session)/.test(line),
        );
      return topics.every((topic) => !latest(topic)?.includes("and subscribed to [")) || undefined;
    },
  );
}

async function linesOf(logs: readonly string[]): Promise<string[]> {
  return (await Promise.all(logs.map((log) => readFile(log, "utf8")))).join("\n").split("\n");
}

/** Returns how often each topic has been subscribed to, according to the logs of the workers. */
async function subscriptions(logs: readonly string[], topics: readonly string[]): Promise<number[]> {
  const made = (await linesOf(logs)).filter((line) => line.includes("and subscribed to ["));
  return topics.map((topic) => made.filter((line) => line.includes(topic)).length);
}

/** Waits until a message of each topic that is published from now on has arrived. */
async function flows(load: SteadyLoad, arrivals: FirstArrivals, topics: readonly string[]): Promise<void> {
  const from = new Map(load.acknowledged);
  await waitFor({ description: `messages of ${topics.join()}`, timeoutMs: 60_000 }, () => {
    const isMore = (key: string) => arrivals.count(key) > (from.get(key) ?? 0);
    return topics.every((topic) => isMore(`${topic}-0`)) || undefined;
  });
}

/** Waits until all acknowledged messages have arrived, and expects the first arrivals of each key in order. */
async function expectAllInOrder(load: SteadyLoad, arrivals: FirstArrivals): Promise<void> {
  await waitFor({ description: "all acknowledged messages", timeoutMs: 60_000 }, () => {
    for (const [key, count] of load.acknowledged)
      if (arrivals.count(key) < count)
        throw new Error(`${count - arrivals.count(key)} of ${count} messages of ${key} are missing`);
    return true;
  });
  for (const [key, numbers] of arrivals.byKey)
    expect({ key, numbers: [...numbers] }).toEqual({ key, numbers: [...numbers].toSorted((a, b) => a - b) });
}

/** Returns the client ids of the connector's sessions that the broker has, and ends them. */
async function sessionsAt(mqttUrl: string, clientId: string, id: string): Promise<string[]> {
  const hash = (filter: string) => createHash("sha256").update(filter).digest("hex").slice(0, 10);
  const own = everyFilter.map((filter) => `${clientId}-${hash(`${id}/${filter}`)}`);
  const present: string[] = [];
  for (const session of [clientId, ...own]) {
    const client = connect(mqttUrl, {
      clientId: session,
      clean: false,
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    const connack = Promise.withResolvers<IConnackPacket>();
    client.once("connect", connack.resolve).once("error", connack.reject);
    if ((await connack.promise).sessionPresent) present.push(session);
    await client.endAsync();
  }
  return present;
}
