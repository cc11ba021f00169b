import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { ConnectorWatch } from "../../../../../services/publisher/status/connector-watch.ts";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { serve } from "../../../../../services/shared/http/http-server.ts";
import { until } from "../until.ts";

/** Serves a Connect whose task runs, and the metrics of its worker. */
async function startStubConnect(metrics: () => string | undefined): Promise<string> {
  const status = { connector: { state: "RUNNING" }, tasks: [{ id: 0, state: "RUNNING" }] };
  const app = express()
    .get("/connectors/mqtt-source/status", (_request, response) => void response.json(status))
    .get("/metrics", (_request, response) => {
      const text = metrics();
      if (text === undefined) response.status(500).end();
      else response.type("text/plain").send(text);
    });
  const server = await serve(app, "127.0.0.1", 0);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return `http://127.0.0.1:${server.port}`;
}

const metricsWith = (connected: 0 | 1) =>
  `process_start_time_seconds 1\nmqtt_source_connected{connector="mqtt-source",task="0"} ${connected}\n`;

test("a task that runs and is not connected is told from one that is", async () => {
  let connected: 0 | 1 = 1;
  const url = await startStubConnect(() => metricsWith(connected));
  await using watch = new ConnectorWatch(HttpClient.at(url), [HttpClient.at(`${url}/metrics`)]);
  watch.resume();
  await until("the connection", () => watch.claim.view.connected === true);
  connected = 0;
  await until("the loss of the connection", () => watch.claim.view.connected === false);
  expect(watch.claim).toMatchObject({ running: true, says: "task 0 RUNNING" });
});

test("without metrics the state of the task is known, and its MQTT side is not", async () => {
  let metrics: string | undefined = metricsWith(1);
  const url = await startStubConnect(() => metrics);
  await using watch = new ConnectorWatch(HttpClient.at(url), [HttpClient.at(`${url}/metrics`)]);
  watch.resume();
  await until("the connection", () => watch.claim.view.connected === true);
  metrics = undefined;
  await until("the metrics to be unknown", () => watch.claim.view.connected === null);
  expect(watch.claim).toMatchObject({ running: true, says: "task 0 RUNNING" });
});

test("without an address of metrics the MQTT side is unknown", async () => {
  const url = await startStubConnect(() => metricsWith(1));
  await using watch = new ConnectorWatch(HttpClient.at(url));
  watch.resume();
  await until("the state", () => watch.claim.running === true);
  expect(watch.claim.view.connected).toBeNull();
});

test("a worker that does not answer is unknown", async () => {
  await using watch = new ConnectorWatch(HttpClient.at("http://127.0.0.1:1"), [
    HttpClient.at("http://127.0.0.1:1/metrics"),
  ]);
  watch.resume();
  await until("an attempt", () => watch.claim.says === "does not answer");
  expect(watch.claim).toMatchObject({ running: undefined, view: { connected: null } });
});

test("Connect is asked only between resume and pause, and an old answer is not kept", async () => {
  let asked = 0;
  const url = await startStubConnect(() => {
    asked += 1;
    return metricsWith(1);
  });
  await using watch = new ConnectorWatch(HttpClient.at(url), [HttpClient.at(`${url}/metrics`)]);
  watch.resume();
  watch.resume();
  await until("the connection", () => watch.claim.view.connected === true);
  watch.pause();
  const askedBefore = asked;
  expect(watch.claim).toMatchObject({ running: undefined, says: "not asked yet", view: { connected: null } });
  watch.resume();
  await until("the next answer", () => watch.claim.running === true);
  // The question of the second resume, and none of the time before it.
  expect([askedBefore, asked]).toEqual([1, 2]);
});
