import { expect, onTestFinished, test, vi } from "vitest";
import { HttpClient } from "../../../../../services/shared/http/http-client.ts";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { ScheduledLoad } from "../../../../../testbed/run/source/scheduled-load.ts";
import { type Answer, startStubHttp } from "../../../../support/http/stub-http.ts";

const { signal } = new AbortController();
const eventLoopDelayMs = { p50: 1, p99: 2, max: 3 };

/** Starts a publisher whose load began at this time; its answers after the first are those of the test. */
async function startStubPublisher(beganAt: number | null, ...answers: readonly Answer[]) {
  const pace = (over: boolean, givenUp: number) => ({
    json: { beganAt, over, givenUp, eventLoopDelayMs },
  });
  const left = [pace(false, 0), ...answers];
  const http = await startStubHttp(() => left.shift() ?? pace(true, 4));
  onTestFinished(() => http[Symbol.asyncDispose]());
  return { ...http, pace };
}

test("the load begins after the warm-up, counted from the start of the publisher's load", async () => {
  const beganAt = monotonicMicros();
  const { url, requests } = await startStubPublisher(beganAt);
  const load = await ScheduledLoad.of(HttpClient.at(url), 30);
  expect(requests.map((request) => request.url)).toEqual(["/pace"]);
  await load.begin();
  expect(await load.untilLoad(signal)).toBe(beganAt + 30_000);
  expect(monotonicMicros()).toBeGreaterThanOrEqual(beganAt + 30_000);
});

test("the readings of the warm-up are the run's own, and a load of fixed length cannot be extended", async () => {
  const { url } = await startStubPublisher(0);
  expect(await ScheduledLoad.of(HttpClient.at(url), 0)).toMatchObject({
    ...{ firstPhase: "warm-up", isOpenEnded: false },
    madeFrom: Number.NEGATIVE_INFINITY,
  });
});

test("a publisher without a load is refused", async () => {
  const { url } = await startStubPublisher(null);
  await expect(ScheduledLoad.of(HttpClient.at(url), 0)).rejects.toThrow("the publisher has no load");
});

test("the wait for the end of the warm-up can be interrupted", async () => {
  const { url } = await startStubPublisher(monotonicMicros());
  const load = await ScheduledLoad.of(HttpClient.at(url), 60_000);
  await expect(load.untilLoad(AbortSignal.abort())).rejects.toThrow("aborted");
});

test("the load ends when the publisher says so, also after it did not answer, and has the number given up", async () => {
  const { url, requests } = await startStubPublisher(0, { status: 503, text: "busy" });
  const load = await ScheduledLoad.of(HttpClient.at(url), 0);
  expect(load.givenUp).toBeUndefined();
  await load.end(signal);
  expect(load.givenUp).toBe(4);
  expect(requests).toHaveLength(3);
});

test("the wait for the end of the load can be interrupted while the publisher is not through", async () => {
  const interruption = new AbortController();
  const http = await startStubHttp(({ url }) => {
    if (url === "/pace" && load !== undefined) interruption.abort(new Error("interrupted"));
    return { json: { beganAt: 0, over: false, givenUp: 0, eventLoopDelayMs } };
  });
  onTestFinished(() => http[Symbol.asyncDispose]());
  let load: ScheduledLoad | undefined;
  load = await ScheduledLoad.of(HttpClient.at(http.url), 0);
  await expect(load.end(interruption.signal)).rejects.toThrow("interrupted");
  expect(load.givenUp).toBeUndefined();
});

test("the event-loop delay of the publisher is known as long as it answers", async () => {
  const publisher = await startStubPublisher(0);
  const load = await ScheduledLoad.of(HttpClient.at(publisher.url), 0);
  expect(await load.publisherDelayMs()).toEqual(eventLoopDelayMs);
  const silent = await startStubPublisher(0, { status: 500, text: "" });
  expect(await (await ScheduledLoad.of(HttpClient.at(silent.url), 0)).publisherDelayMs()).toBeUndefined();
});

test("a publisher has two seconds for its answer", async () => {
  const { url } = await startStubPublisher(0);
  const load = await ScheduledLoad.of(HttpClient.at(url), 0);
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
  onTestFinished(() => timeout.mockRestore());
  expect(await load.publisherDelayMs()).toBeUndefined();
  expect(timeout).toHaveBeenCalledWith(2_000);
});
