import { expect, test } from "vitest";
import { proxyApp } from "../../../../services/proxy/app.ts";
import { serve } from "../../../../services/shared/http/http-server.ts";
import { testDoor } from "../../../support/http/test-door.ts";
import { openLink } from "./link/open-link.ts";
import { TestClient } from "./link/test-client.ts";
import { echoServer } from "./link/test-server.ts";

/** Starts a proxy with one link to an echo server, and its HTTP interface. */
async function servedLink() {
  const resources = new AsyncDisposableStack();
  const echo = resources.use(await echoServer());
  const link = resources.use(await openLink(echo.port));
  const server = resources.use(await serve(proxyApp([link], testDoor()), "127.0.0.1", 0));
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
    return [response.status, await response.json()];
  };
  const put = (path: string, body: string | undefined, type = "application/json") =>
    call(path, {
      method: "PUT",
      headers: { "content-type": type },
      ...(body === undefined ? {} : { body }),
    });
  const metrics = async () => await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  return { link, call, put, metrics, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

test("GET /links returns every link", async () => {
  await using served = await servedLink();
  expect(await served.call("/links")).toEqual([200, { links: [served.link.status] }]);
  expect(await served.call("/links/mqtt-bridge")).toEqual([200, served.link.status]);
});

test.each([
  ['{"state":"cut"}', { state: "cut", delayMs: 0 }],
  ['{"state":"slow","delayMs":1}', { state: "slow", delayMs: 1 }],
  ['{"state":"slow","delayMs":60000}', { state: "slow", delayMs: 60_000 }],
  ['{"state":"hang"}', { state: "hang", delayMs: 0, kilobytesPerSecond: null }],
  ['{"state":"thin","kilobytesPerSecond":1}', { state: "thin", kilobytesPerSecond: 1 }],
  ['{"state":"thin","kilobytesPerSecond":1000000}', { state: "thin", kilobytesPerSecond: 1_000_000 }],
  ['{"state":"up"}', { state: "up", delayMs: 0, kilobytesPerSecond: null }],
])("the state %s is set and confirmed", async (body, state) => {
  await using served = await servedLink();
  expect(await served.put("/links/mqtt-bridge", body)).toEqual([200, { ...served.link.status, ...state }]);
  expect(served.link.status).toMatchObject(state);
});

test("packets cannot be dropped on a link without an interface of its own, which is not changed", async () => {
  await using served = await servedLink();
  expect(await served.put("/links/mqtt-bridge", '{"state":"drop"}')).toEqual([
    400,
    {
      message:
        '{"state":"drop"} is allowed for a link with a network interface of its own only, not for mqtt-bridge',
    },
  ]);
  expect(served.link.status.state).toBe("up");
});

test("a cut is in force before it is confirmed", async () => {
  await using served = await servedLink();
  using client = await TestClient.connect(served.link.status.listening.port);
  client.socket.write("x");
  await client.receives(1);
  expect(await served.put("/links/mqtt-bridge", '{"state":"cut"}')).toMatchObject([
    200,
    { connections: { open: 0, reset: 1 } },
  ]);
});

test.each([
  ["another state", '{"state":"down"}', "application/json"],
  ["slow without a delay", '{"state":"slow"}', "application/json"],
  ["a delay of 0", '{"state":"slow","delayMs":0}', "application/json"],
  ["a delay above the maximum", '{"state":"slow","delayMs":60001}', "application/json"],
  ["a delay that is not a whole number", '{"state":"slow","delayMs":1.5}', "application/json"],
  ["a delay as text", '{"state":"slow","delayMs":"10"}', "application/json"],
  ["thin without a bandwidth", '{"state":"thin"}', "application/json"],
  ["a bandwidth of 0", '{"state":"thin","kilobytesPerSecond":0}', "application/json"],
  ["a negative bandwidth", '{"state":"thin","kilobytesPerSecond":-1}', "application/json"],
  ["a bandwidth above the maximum", '{"state":"thin","kilobytesPerSecond":1000001}', "application/json"],
  ["a hang with a bandwidth", '{"state":"hang","kilobytesPerSecond":1}', "application/json"],
  ["a cut with a delay", '{"state":"cut","delayMs":10}', "application/json"],
  ["no state", "{}", "application/json"],
  ["no JSON", "state=cut", "application/json"],
  ["another content type", '{"state":"cut"}', "text/plain"],
  ["no body", undefined, "application/json"],
])("%s is refused with the allowed states, and changes nothing", async (_case, body, type) => {
  await using served = await servedLink();
  served.link.setState({ state: "slow", delayMs: 7 });
  expect(await served.put("/links/mqtt-bridge", body, type)).toEqual([
    400,
    {
      message:
        '{"state":"up"}, {"state":"cut"}, {"state":"hang"}, {"state":"drop"}, {"state":"slow","delayMs":N} or ' +
        '{"state":"thin","kilobytesPerSecond":M} is allowed, ' +
        "N being a whole number from 1 to 60000, M one from 1 to 1000000",
    },
  ]);
  expect(served.link.status).toMatchObject({ state: "slow", delayMs: 7 });
});

test.each(["bridge-kafka", "nowhere"])(
  "a link that this proxy does not carry (%s) is not found",
  async (name) => {
    await using served = await servedLink();
    const unknown = [404, { message: `Unknown link ${name}` }];
    expect(await served.call(`/links/${name}`)).toEqual(unknown);
    expect(await served.put(`/links/${name}`, '{"state":"cut"}')).toEqual(unknown);
    expect(await served.put(`/links/${name}`, "{")).toEqual(unknown);
  },
);

test("the proxy is alive and ready", async () => {
  await using served = await servedLink();
  expect(await served.call("/healthz")).toEqual([200, { status: "alive" }]);
  expect(await served.call("/readyz")).toEqual([200, { status: "ready" }]);
});

test("GET /metrics returns the metrics of each link as Prometheus text", async () => {
  await using served = await servedLink();
  using client = await TestClient.connect(served.link.status.listening.port);
  client.socket.write("hello");
  await client.receives(5);
  served.link.setState({ state: "slow", delayMs: 1_500 });
  const metrics = await served.metrics();
  expect(metrics).toContain('proxy_link_cut{link="mqtt-bridge"} 0');
  expect(metrics).toContain('proxy_link_delay_seconds{link="mqtt-bridge"} 1.5');
  expect(metrics).toContain('proxy_link_hanging{link="mqtt-bridge"} 0');
  expect(metrics).toContain('proxy_link_bandwidth_bytes_per_second{link="mqtt-bridge"} +Inf');
  expect(metrics).toContain('proxy_connections_open{link="mqtt-bridge"} 1');
  expect(metrics).toContain('proxy_connections_total{link="mqtt-bridge",event="accepted"} 1');
  expect(metrics).toContain('proxy_bytes_total{link="mqtt-bridge",outcome="toTarget"} 5');
});

test("any other path is not found", async () => {
  await using served = await servedLink();
  expect(await served.call("/nowhere")).toEqual([404, { message: "Nothing at GET /nowhere" }]);
});
