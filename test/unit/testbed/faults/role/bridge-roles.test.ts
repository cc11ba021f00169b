import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { bridgeRoles } from "../../../../../testbed/faults/role/bridge-roles.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";

/** Returns a pipeline of three workers whose Connect says that these run the first task, the second and so on. */
async function pipelineOf(...workerIds: readonly string[]): Promise<Pipeline> {
  const tasks = workerIds.map((worker_id, id) => ({ id, state: "RUNNING", worker_id }));
  const status = JSON.stringify({ connector: { state: "RUNNING" }, tasks });
  const server = createServer((_, response) => void response.end(status)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const connect = HttpClient.at(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    addresses: {
      connect,
      connectWorkers: [1, 2, 3].map((port) => HttpClient.at(`http://127.0.0.1:1000${port}`)),
    },
    names: { connector: "mqtt-source" },
    instances: () => [1, 2, 3].map((number) => ({ name: `bridge-${number}` })),
  } as unknown as Pipeline;
}

const { signal } = new AbortController();

test("processes on one machine are known by their ports", async () => {
  const pipeline = await pipelineOf("127.0.0.1:10003", "127.0.0.1:10001");
  expect(await bridgeRoles(pipeline, signal)).toEqual({ owner: 3, idle: [2] });
});

test("containers are known by their names", async () => {
  const pipeline = await pipelineOf("connect-2:8083");
  expect(await bridgeRoles(pipeline, signal)).toEqual({ owner: 2, idle: [1, 3] });
});
