import { EventEmitter, once } from "node:events";
import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import "../../../../../services/shared/kafka/kafka-client.ts";

/** kafkajs' loop of fetches of a member. */
interface Runner extends EventEmitter {
  running: boolean;
  scheduleFetchManager(): void;
  stop(): Promise<void>;
}

const Runner = createRequire(import.meta.url)("kafkajs/src/consumer/runner.js") as new (
  options: object,
) => Runner;

const silent = { namespace: () => silent, debug: () => undefined, info: () => undefined };

test("a member that is stopped while the nodes of its cluster change fetches no more, and leaves time to others", async () => {
  let nodes = ["1", "2"];
  let left = false;
  const slow = Promise.withResolvers<void>();
  const consumerGroup = {
    groupId: "g",
    memberId: "m",
    getNodeIds: () => nodes,
    fetch: async (nodeId: string) => {
      if (nodeId === "1") await slow.promise;
      else await delay(1);
      return [];
    },
    heartbeat: () => Promise.resolve(),
    leave: async () => {
      left = true;
    },
  };
  const runner = new Runner({
    ...{ logger: silent, consumerGroup, instrumentationEmitter: new EventEmitter(), concurrency: 1 },
    ...{ onCrash: () => undefined, retry: { retries: 0 } },
  });
  runner.running = true;
  runner.scheduleFetchManager();
  await delay(5);
  // The fetcher of node 2 notices that, and waits for that of node 1 to end before new ones begin.
  nodes = ["1"];
  await delay(10);
  const ended = once(runner, "consuming-stop");
  const stopped = runner.stop();
  slow.resolve();
  await stopped;
  await ended;
  expect(left).toBe(true);
});
