import { once } from "node:events";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runProbe } from "../../../support/http/run-probe.ts";
import { type Answer, type StubRequest, startStubHttp } from "../../../support/http/stub-http.ts";
import { stubKafka } from "../shared/kafka/stub-kafka.ts";

/** Proxy variables as the Docker client's configuration adds them to every container. */
const deadProxy = { http_proxy: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1", no_proxy: "" };

/** Returns the port of a server that accepts connections and never answers, like that of a process that hangs. */
async function hangingPort(): Promise<string> {
  const server = createServer((socket) => socket.on("error", () => undefined));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return String((server.address() as AddressInfo).port);
}

/** Starts a server that gives these answers. */
async function serverThat(answer: (request: StubRequest) => Answer) {
  const server = await startStubHttp(answer);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { port: new URL(server.url).port, requests: server.requests };
}

test("an HTTP server is usable if it answers 200, whatever the proxy variables say", async () => {
  const { port } = await serverThat(() => ({}));
  expect(await runProbe("http.sh", [port, "/readyz"], deadProxy)).toEqual({ code: 0, output: "" });
});

test("an HTTP server that is not ready is named with its reason, and a closed port as such", async () => {
  const { port } = await serverThat(() => ({ status: 503, json: { reason: "no connection" } }));
  expect(await runProbe("http.sh", [port, "/readyz"])).toEqual({
    code: 1,
    output: `http://localhost:${port}/readyz: HTTP/1.1 503 Service Unavailable {"reason":"no connection"}\n`,
  });
  expect(await runProbe("http.sh", ["1", "/"])).toMatchObject({
    code: 1,
    output: expect.stringContaining("refused"),
  });
});

/** Starts a worker whose connector has a task in this state. */
async function workerWithTask(state: string) {
  const task = { id: 0, state, trace: 'was "state":"FAILED"' };
  const status = { name: "mqtt-source", connector: { state: "RUNNING" }, tasks: [task] };
  return await serverThat(({ url }) => ({ json: url.endsWith("/status") ? status : {} }));
}

/** Returns an empty temporary folder. */
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "probe-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("a task that runs leaves Connect alone; one that has FAILED is said, and restarted once in 10 s", async () => {
  const environment = { TMPDIR: await emptyFolder() };
  const running = await workerWithTask("RUNNING");
  expect(await runProbe("connect.sh", [running.port], environment)).toEqual({ code: 0, output: "" });
  expect(running.requests.map(({ method }) => method)).toEqual(["GET", "GET"]);

  const failed = await workerWithTask("FAILED");
  for (let look = 0; look < 2; look += 1) {
    expect(await runProbe("connect.sh", [failed.port], environment)).toEqual({
      code: 1,
      output: "the connector mqtt-source or a task of it has FAILED\n",
    });
  }
  expect(failed.requests.filter(({ method }) => method === "POST").map(({ url }) => url)).toEqual([
    "/connectors/mqtt-source/restart?includeTasks=true&onlyFailed=true",
  ]);
});

test("without restart policies a FAILED task stays as it is; a worker that is not up is not usable", async () => {
  const failed = await workerWithTask("FAILED");
  const unattended = { RESTART_POLICY: "no" };
  expect(await runProbe("connect.sh", [failed.port], unattended)).toEqual({ code: 0, output: "" });
  expect(failed.requests.map(({ url }) => url)).toEqual(["/health"]);
  const starting = await serverThat(() => ({ status: 500, text: "starting" }));
  expect((await runProbe("connect.sh", [starting.port])).output).toContain("500");
});

test("Kafka is usable if it answers a request on every listener", async () => {
  const kafka = await stubKafka((socket, _apiKey, response) => socket.write(response));
  await using _server = kafka.server;
  const port = kafka.address.split(":")[1] ?? "";
  expect(await runProbe("kafka.sh", [port, port])).toEqual({ code: 0, output: "" });
  const { code, output } = await runProbe("kafka.sh", [port, "1"]);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("refused") });
});

test("what accepts connections and does not answer is not usable, by any probe", async () => {
  const port = await hangingPort();
  const said = `http://localhost:${port}`;
  expect(
    await Promise.all([
      runProbe("http.sh", [port, "/readyz"]),
      runProbe("connect.sh", [port]),
      runProbe("kafka.sh", [port]),
    ]),
  ).toEqual([
    { code: 1, output: `${said}/readyz: no answer within 3 s\n` },
    { code: 1, output: `${said}/health: no answer within 3 s\n` },
    { code: 1, output: `localhost:${port}: no answer within 3 s\n` },
  ]);
});

test("Mosquitto is usable if it has saved since the last look; what an earlier run has saved does not count", async () => {
  const folder = await emptyFolder();
  const database = join(folder, "mosquitto.db");
  const save = async (secondsFromNow: number) => {
    await writeFile(database, "saved");
    const at = Date.now() / 1_000 + secondsFromNow;
    await utimes(database, at, at);
  };
  const look = async () => (await runProbe("mosquitto.sh", [database], { TMPDIR: folder })).code;
  expect(await look()).toBe(1);
  await save(-60);
  expect(await look()).toBe(1);
  await save(60);
  expect(await look()).toBe(0);
  await save(-1);
  expect(await look()).toBe(1);
});
