import { expect, onTestFinished, test } from "vitest";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type Status } from "../../../../../services/shared/reading/reading.ts";
import { SwitchedDevices } from "../../../../../testbed/run/source/switched-devices.ts";
import { type Answer, type StubRequest, startStubHttp } from "../../../../support/http/stub-http.ts";

const { signal } = new AbortController();

/** Starts devices whose publisher answers as the test says; by default it accepts everything. */
async function startedDevices(
  { devices = 2, toggleEveryMs }: { readonly devices?: number; readonly toggleEveryMs?: number } = {},
  answer: (request: StubRequest, index: number) => Answer | undefined = () => undefined,
) {
  let count = 0;
  const http = await startStubHttp((request) => {
    count += 1;
    return answer(request, count - 1) ?? { json: {} };
  });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const load = new SwitchedDevices(HttpClient.at(http.url), {
    devices,
    ratePerSecond: 1,
    seed: 7,
    toggleEveryMs,
  });
  onTestFinished(() => load[Symbol.asyncDispose]());
  return { load, requests: http.requests, switches: () => http.requests.map(switchIn) };
}

/** Returns device and status of a request to switch. */
function switchIn({ url, body }: StubRequest): string {
  return `${url.replace("/status/drill-", "")} ${String(JSON.parse(body).status)}`;
}

const switchesOf = (devices: number, status: Status) =>
  Array.from({ length: devices }, (_, index) => `${index + 1} ${status}`);

test("the load switches every device on at its beginning, and off at its end", async () => {
  const { load, requests, switches } = await startedDevices();
  await load.begin(signal);
  expect(switches()).toEqual(["1 Active", "2 Active"]);
  expect(requests[0]).toEqual({
    ...{ method: "POST", url: "/status/drill-1", contentType: "application/json" },
    body: '{"status":"Active"}',
  });
  await load.end(signal);
  expect(switches().slice(2)).toEqual(["1 Inactive", "2 Inactive"]);
});

test("only readings from its own making on are the run's, and the load can be extended", async () => {
  const before = monotonicMicros();
  const { load } = await startedDevices();
  expect(load).toMatchObject({ firstPhase: "flow", isOpenEnded: true });
  expect(load.madeFrom).toBeGreaterThanOrEqual(before);
  expect(load.madeFrom).toBeLessThanOrEqual(monotonicMicros());
});

test("a switch that the publisher does not accept is repeated until it does", async () => {
  const { load, switches } = await startedDevices({ devices: 1 }, (_, index) =>
    index === 0 ? { status: 503 } : undefined,
  );
  await load.begin(signal);
  expect(switches()).toEqual(["1 Active", "1 Active"]);
});

test("the switching of all devices can be interrupted while the publisher accepts none", async () => {
  const interruption = new AbortController();
  const { load, switches } = await startedDevices({}, () => {
    interruption.abort(new Error("interrupted"));
    return { status: 503 };
  });
  await expect(load.begin(interruption.signal)).rejects.toThrow("interrupted");
  expect(switches()).toEqual(["1 Active"]);
});

test("without an interval no device is toggled", async () => {
  const { load, switches } = await startedDevices({ devices: 30 });
  const before = monotonicMicros();
  expect(await load.untilLoad(signal)).toBeGreaterThanOrEqual(before);
  await load.begin(signal);
  expect(switches()).toEqual(switchesOf(30, "Active"));
});

/** Waits for a number of toggles of these devices, then ends the load. */
async function toggles(
  count: number,
  devices: number,
  answer: (index: number) => Answer | undefined = () => undefined,
) {
  const reached = Promise.withResolvers<void>();
  const { load, switches } = await startedDevices({ devices, toggleEveryMs: 1 }, (_, index) => {
    if (index === count - 1) reached.resolve();
    return answer(index);
  });
  await load.untilLoad(signal);
  await reached.promise;
  await load[Symbol.asyncDispose]();
  const ended = switches().length;
  expect(ended).toBeGreaterThanOrEqual(count);
  return switches().slice(0, count);
}

test("a toggled device alternates between the statuses, beginning with off", async () => {
  expect(await toggles(4, 1)).toEqual(["1 Inactive", "1 Active", "1 Inactive", "1 Active"]);
});

test("a toggle that fails is not counted: the device is where it was", async () => {
  const failing = (index: number) => (index === 1 ? { status: 503 } : undefined);
  expect(await toggles(4, 1, failing)).toEqual(["1 Inactive", "1 Active", "1 Active", "1 Inactive"]);
});

test("every device is toggled, in an order that the seed decides", async () => {
  const first = await toggles(40, 3);
  expect(new Set(first.map((each) => each.split(" ")[0]))).toEqual(new Set(["1", "2", "3"]));
  expect(await toggles(40, 3)).toEqual(first);
});

test("after the end of the load all devices are off, and none is toggled", async () => {
  const { load, switches } = await startedDevices({ devices: 30, toggleEveryMs: 1 });
  await load.untilLoad(signal);
  await load.end(signal);
  expect(switches().slice(-30)).toEqual(switchesOf(30, "Inactive"));
  const ended = switches().length;
  await load.begin(signal);
  expect(switches().slice(ended)).toEqual(switchesOf(30, "Active"));
});

test("an interrupted run toggles no more", async () => {
  const interruption = new AbortController();
  const { load, requests } = await startedDevices({ devices: 1, toggleEveryMs: 60_000 });
  await load.untilLoad(interruption.signal);
  interruption.abort();
  await load[Symbol.asyncDispose]();
  expect(requests).toEqual([]);
});
