import { connect, type LookupFunction, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Bandwidth } from "../../../../../services/proxy/link/bandwidth.ts";
import { treatmentOf } from "../../../../../services/proxy/link/link-state.ts";
import { Pipe } from "../../../../../services/proxy/link/pipe.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";
import { TestClient } from "./test-client.ts";
import { testServer } from "./test-server.ts";

test("bytes for a target that has not accepted yet wait, and count as passed only afterwards", async () => {
  const { promise: looked, resolve: look } = Promise.withResolvers<Parameters<LookupFunction>[2]>();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<Buffer>();
  const { promise: accepted, resolve: accept } = Promise.withResolvers<Socket>();
  await using from = await testServer(accept);
  await using to = await testServer((socket) => socket.once("data", arrive));
  using client = await TestClient.connect(from.port);
  client.socket.end("hello");
  const sink = connect({
    host: "target.invalid",
    port: to.port,
    lookup: (_host, _options, found) => look(found),
  });
  onTestFinished(() => {
    sink.destroy();
  });
  const passed: string[] = [];
  const pipe = new Pipe(await accepted, sink, treatmentOf({ state: "up" }), new Bandwidth(), (bytes) =>
    passed.push(bytes.toString()),
  );
  await waitFor({ description: "waiting bytes", timeoutMs: 10_000, intervalMs: 1 }, () =>
    pipe.waitingBytes === 5 ? true : undefined,
  );
  expect(passed).toEqual([]);
  (await looked)(null, [{ address: "127.0.0.1", family: 4 }]);
  expect((await arrived).toString()).toBe("hello");
  expect(passed).toEqual(["hello"]);
  expect(pipe.waitingBytes).toBe(0);
});
