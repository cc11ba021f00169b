import { pino } from "pino";
import { expect, test } from "vitest";
import { publisherApp } from "../../../../services/publisher/app.ts";
import { deviceStates } from "../../../../services/publisher/device-state.ts";
import { defaultRoute } from "../../../../services/publisher/fleet/route.ts";
import { Publisher } from "../../../../services/publisher/publisher.ts";
import { PageFeed } from "../../../../services/publisher/status/page-feed.ts";
import { ToggleEffects } from "../../../../services/publisher/status/toggle-effects.ts";
import { serve } from "../../../../services/shared/http/http-server.ts";
import { openJournal } from "../../../../services/shared/journal/journal.ts";
import { testDoor } from "../../../support/http/test-door.ts";
import { publisherOptions } from "./started-publisher.ts";

/** Serves a publisher that never gets a connection: it is not started. */
async function servedPublisher() {
  const options = publisherOptions({ deviceIds: ["3DF92-192"] }, { bufferLimit: 10 });
  const publisher = new Publisher(options, openJournal(undefined), pino({ level: "silent" }));
  const resources = new AsyncDisposableStack();
  resources.use(publisher);
  const { events } = resources.use(new PageFeed(publisher, { toggleEffects: new ToggleEffects() }));
  const server = resources.use(await serve(publisherApp(publisher, events, testDoor()), "127.0.0.1", 0));
  const call = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
  const setStatus = async (device: string, body: string | undefined, type = "application/json") => {
    const response = await call(`/status/${device}`, {
      method: "POST",
      headers: { "content-type": type },
      ...(body === undefined ? {} : { body }),
    });
    return [response.status, await response.json()];
  };
  return { publisher, call, setStatus, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

test("an answer commands no terminal, and is the same JSON", async () => {
  await using served = await servedPublisher();
  const response = await served.call(`/status/${encodeURIComponent("\u009b1A\u202e")}`, { method: "POST" });
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const text = await response.text();
  expect(text).toBe('{"message":"Unknown device \\u009b1A\\u202e"}');
  expect(JSON.parse(text)).toEqual({ message: "Unknown device \u009b1A\u202e" });
});

test("a status is set and confirmed", async () => {
  await using served = await servedPublisher();
  expect(await served.setStatus("3DF92-192", '{"status":"Inactive"}')).toEqual([
    200,
    { message: "Status of 3DF92-192 updated to Inactive" },
  ]);
  expect(deviceStates(served.publisher)[0]?.status).toBe("Inactive");
});

test("the same status again is confirmed and makes no reading", async () => {
  await using served = await servedPublisher();
  expect(await served.setStatus("3DF92-192", '{"status":"Active"}')).toEqual([
    200,
    { message: "Status of 3DF92-192 updated to Active" },
  ]);
  expect(deviceStates(served.publisher)[0]?.made).toBe(0);
});

test.each([
  ["another status", '{"status":"Broken"}', "application/json"],
  ["a status in another case", '{"status":"inactive"}', "application/json"],
  ["no status", "{}", "application/json"],
  ["a status that is no text", '{"status":["Inactive"]}', "application/json"],
  ["JSON that is no object", '"Inactive"', "application/json"],
  ["no JSON", "status=Inactive", "application/json"],
  ["another content type", '{"status":"Inactive"}', "text/plain"],
  ["an unknown charset", '{"status":"Inactive"}', "application/json; charset=klingon"],
  ["no body", undefined, "application/json"],
  ["a body that is too large", `{"status":"${"x".repeat(200_000)}"}`, "application/json"],
])("%s is an invalid status and changes nothing", async (_what, body, type) => {
  await using served = await servedPublisher();
  expect(await served.setStatus("3DF92-192", body, type)).toEqual([400, { message: "Invalid status" }]);
  expect(deviceStates(served.publisher)[0]).toMatchObject({ status: "Active", made: 0 });
});

test.each(["nobody", "3df92-192", "%3Cb%3E"])("the device %s is unknown", async (device) => {
  await using served = await servedPublisher();
  expect(await served.setStatus(device, '{"status":"Inactive"}')).toEqual([
    404,
    { message: `Unknown device ${decodeURIComponent(device)}` },
  ]);
});

test("a device name that cannot be decoded is refused", async () => {
  await using served = await servedPublisher();
  expect((await served.setStatus("%E0%A4%A", '{"status":"Inactive"}'))[0]).toBe(400);
});

test("GET /status returns every device with its counts", async () => {
  await using served = await servedPublisher();
  served.publisher.fleet.setStatus("3DF92-192", "Inactive");
  const status = await (await served.call("/status")).json();
  expect(status).toMatchObject({
    run: served.publisher.run,
    connected: false,
    devices: [
      {
        id: "3DF92-192",
        status: "Inactive",
        position: defaultRoute[0],
        made: 1,
        acknowledged: 0,
        unknown: 0,
        waiting: 1,
        dropped: 0,
        refused: 0,
      },
    ],
  });
});

test("past the limit the oldest readings are dropped and counted", async () => {
  await using served = await servedPublisher();
  for (let toggle = 0; toggle < 7; toggle += 1) {
    served.publisher.fleet.setStatus("3DF92-192", "Inactive");
    served.publisher.fleet.setStatus("3DF92-192", "Active");
  }
  expect(deviceStates(served.publisher)[0]).toMatchObject({ made: 14, waiting: 10, dropped: 4 });
});

test("the publisher is alive, and not ready without a connection to the broker", async () => {
  await using served = await servedPublisher();
  expect((await served.call("/healthz")).status).toBe(200);
  const ready = await served.call("/readyz");
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { status: "not ready", reason: "no connection to the broker" },
  ]);
});

test("GET /metrics is Prometheus text with the counts per device", async () => {
  await using served = await servedPublisher();
  served.publisher.fleet.setStatus("3DF92-192", "Inactive");
  const metrics = await (await served.call("/metrics")).text();
  expect(metrics).toContain('publisher_readings_waiting{device="3DF92-192"} 1');
  expect(metrics).toContain("publisher_connected 0");
});

test("GET / is the status page", async () => {
  await using served = await servedPublisher();
  const page = await served.call("/");
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await page.text()).toContain("<title>mqtt-kafka-testbed");
});

/** References of the page to style sheets and modules, static and dynamic imports included. */
const reference =
  /(?:<link rel="stylesheet" href=|<script type="module" src=|^import \{[^}]*\} from |await import\()"([^"]+)"/gm;

test("every style sheet and module of the status page is served", async () => {
  await using served = await servedPublisher();
  const failed: string[] = [];
  const paths = new Set(["/"]);
  // Grows while it is iterated.
  for (const path of paths) {
    const response = await served.call(path);
    if (response.status !== 200) failed.push(path);
    const text = await response.text();
    if (/^\/(uplot|eventsource-parser)\//.test(path)) continue;
    const references = text.matchAll(reference);
    for (const [, target = ""] of references) paths.add(new URL(target, `http://page${path}`).pathname);
  }
  expect(failed).toEqual([]);
  expect([...paths]).toEqual(
    expect.arrayContaining([
      "/shared/palette.css",
      "/shared/chart.js",
      "/uplot/uPlot.esm.js",
      "/eventsource-parser/index.js",
    ]),
  );
});

test("any other path is answered with 404", async () => {
  await using served = await servedPublisher();
  const response = await served.call("/nowhere");
  expect([response.status, await response.json()]).toEqual([404, { message: "Nothing at GET /nowhere" }]);
});
