import { once } from "node:events";
import { connect } from "node:net";
import express from "express";
import { expect, test } from "vitest";
import { EventStream, type StreamState } from "../../../../../services/shared/http/event-stream.ts";
import { serve } from "../../../../../services/shared/http/http-server.ts";
import { waitFor } from "../../../../../testbed/wait-for.ts";

/** Serves a stream with a state that can be changed. */
async function servedStream() {
  let state: StreamState = { fields: { up: true }, changedDevices: [{ id: "a" }, { id: "b" }] };
  const events = new EventStream({ hello: () => ({ run: "r" }), state: () => state });
  const resources = new AsyncDisposableStack();
  const server = resources.use(await serve(express().get("/events", events.serve), "127.0.0.1", 0));
  resources.use(events);
  return {
    events,
    port: server.port,
    set: (next: StreamState) => {
      state = next;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Connects to a stream and collects its events. */
async function listen(port: number) {
  const stop = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/events`, { signal: stop.signal });
  const received: { readonly event: string; readonly data: Record<string, unknown> }[] = [];
  const reading = (async () => {
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      // Splitting at every chunk would take quadratic time for a large event.
      if (!chunk.includes("\n")) continue;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, event = ""] = /^event: (.*)$/m.exec(block) ?? [];
        const [, data = "{}"] = /^data: (.*)$/m.exec(block) ?? [];
        if (event) received.push({ event, data: JSON.parse(data) });
      }
    }
  })().catch(() => undefined);
  return {
    received,
    until: (description: string, isTrue: () => boolean) =>
      waitFor({ description, timeoutMs: 15_000 }, () => isTrue() || undefined),
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await reading;
    },
  };
}

test("a client gets hello and all devices first, then only the devices that changed", async () => {
  await using stream = await servedStream();
  await using client = await listen(stream.port);
  await client.until("the first state", () => client.received.length >= 2);
  expect(client.received).toMatchObject([
    { event: "hello", data: { run: "r" } },
    { event: "state", data: { up: true, devices: [{ id: "a" }, { id: "b" }] } },
  ]);
  stream.set({
    fields: { up: false },
    changedDevices: [{ id: "a" }, { id: "b", made: 1 } as { id: string }],
  });
  await client.until("the change", () => client.received.at(-1)?.data["up"] === false);
  expect(client.received.at(-1)?.data["devices"]).toEqual([{ id: "b", made: 1 }]);
});

test("a client gets an event at least once a second, also without a change", async () => {
  await using stream = await servedStream();
  await using client = await listen(stream.port);
  await client.until("a state without a change", () => client.received.length >= 3);
  expect(client.received.at(-1)).toMatchObject({ event: "state", data: { up: true, devices: [] } });
});

test("a client gets at most ten states a second, however often the state changes", async () => {
  await using stream = await servedStream();
  await using client = await listen(stream.port);
  const startedAtMs = performance.now();
  let changes = 0;
  await client.until("many changes", () => {
    for (let n = 0; n < 100; n += 1) {
      changes += 1;
      stream.set({ fields: { changes }, changedDevices: [] });
    }
    return client.received.length >= 12;
  });
  const seconds = (performance.now() - startedAtMs) / 1_000;
  expect(client.received.length).toBeLessThanOrEqual(Math.ceil(seconds * 10) + 3);
  expect(changes).toBeGreaterThan(1_000);
});

test("a client that reads nothing is skipped, delays no other, and gets the latest state when it reads again", {
  timeout: 30_000,
}, async () => {
  await using stream = await servedStream();
  const stuck = connect(stream.port, "127.0.0.1");
  await once(stuck, "connect");
  stuck.pause();
  stuck.write("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  await using client = await listen(stream.port);
  // Larger than the socket buffers.
  const large = "x".repeat(6_000_000);
  let round = 0;
  await client.until("fifteen large changes", () => {
    round += 1;
    stream.set({ fields: { round }, changedDevices: [{ id: "a", large, round } as { id: string }] });
    return client.received.filter(({ event }) => event === "state").length > 15;
  });

  let text = "";
  stuck.on("data", (chunk) => {
    text += chunk.toString().replaceAll(/x+/g, "");
  });
  stuck.resume();
  await client.until("the stuck client to have the latest", () => text.includes(`"round":${round},`));
  expect(text.match(/event: state/g)?.length).toBeLessThanOrEqual(4);
  stuck.destroy();
  await client.until("the stuck client to be gone", () => stream.events.clientCount === 1);
});
