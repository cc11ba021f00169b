import { expect, onTestFinished, test } from "vitest";
import { HttpClient } from "../../../../services/shared/http/http-client.ts";
import { monotonicMicros } from "../../../../services/shared/journal/journal.ts";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { BridgeTap } from "../../../../testbed/taps/bridge-tap.ts";
import { type Answer, startStubHttp } from "../../../support/http/stub-http.ts";

/** State of a worker, for the test to change. */
interface StubWorker {
  /** `undefined`: there is no task. */
  filtered: number | undefined;
  isAway: boolean;
  /** Called with each question for the metrics. */
  onAsk: () => void;
}

/** Starts a Connect worker with its agent. */
async function startStubWorker(config: Answer = {}) {
  const worker: StubWorker = { filtered: 0, isAway: false, onAsk: () => undefined };
  const startedSeconds = Date.now() / 1_000 - 60;
  const http = await startStubHttp(({ url }) => {
    if (!url.startsWith("/metrics")) return config;
    worker.onAsk();
    if (worker.isAway) return { status: 500 };
    const filtered = `mqtt_source_messages_filtered_total{connector="a b",task="0"} ${worker.filtered}\n`;
    const started = `process_start_time_seconds ${startedSeconds}\n`;
    return { text: worker.filtered === undefined ? started : started + filtered };
  });
  onTestFinished(() => http[Symbol.asyncDispose]());
  const options = {
    connect: HttpClient.at(http.url),
    connectMetrics: [HttpClient.at(`${http.url}/metrics`)],
    connector: "a b",
  };
  return { worker, options, requests: http.requests };
}

/** Opens the tap of a worker. */
async function openTap(options: Parameters<typeof BridgeTap.find>[0]) {
  const facts: LedgerFact[] = [];
  const open = await BridgeTap.find(options);
  const tap = open?.((fact) => facts.push(fact));
  if (tap === undefined) throw new Error("no tap");
  return { tap, facts };
}

const counted = (facts: readonly LedgerFact[]) =>
  facts.reduce((sum, fact) => sum + (fact.fact === "filtered" ? fact.count : 0), 0);
const gapsFrom = (facts: readonly LedgerFact[], from: number) =>
  facts.filter((fact) => fact.fact === "gap").filter((gap) => gap.from >= from);

const filters: Answer = { json: { transforms: "drop" } };

test.each<[string, (worker: StubWorker) => void]>([
  [
    "has no tasks that count",
    (worker) => {
      worker.filtered = undefined;
    },
  ],
  [
    "does not answer",
    (worker) => {
      worker.isAway = true;
    },
  ],
])("there is no tap if the worker %s", async (_, change) => {
  const { worker, options } = await startStubWorker(filters);
  change(worker);
  expect(await BridgeTap.find(options)).toBeUndefined();
});

test("what was filtered before the tap opened, while it was open and at its end is counted once", async () => {
  const { worker, options } = await startStubWorker(filters);
  worker.filtered = 2;
  const { tap, facts } = await openTap(options);
  expect(counted(facts)).toBe(2);
  const asked = Promise.withResolvers<void>();
  worker.onAsk = asked.resolve;
  worker.filtered = 5;
  await asked.promise;
  worker.filtered = 7;
  const endedAt = monotonicMicros();
  await tap.end();
  await tap[Symbol.asyncDispose]();
  expect(counted(facts)).toBe(7);
  expect(gapsFrom(facts, 0)).toEqual([]);
  // Only the time before the worker is unknown, by the clock of the taps.
  const [before] = facts.filter((fact) => fact.fact === "gap");
  expect(before).toMatchObject({ tap: "bridge", from: Number.NEGATIVE_INFINITY });
  expect(Math.abs((before?.to ?? 0) - (endedAt - 60_000_000))).toBeLessThan(30_000_000);
});

test("a worker that does not answer at the end leaves a gap from its last answer on", async () => {
  const { worker, options } = await startStubWorker(filters);
  const begunAt = monotonicMicros();
  const { tap, facts } = await openTap(options);
  worker.isAway = true;
  await tap.end();
  const [gap, ...more] = gapsFrom(facts, begunAt);
  expect(gap).toEqual({
    ...{ tap: "bridge", fact: "gap" },
    ...{ from: expect.any(Number), to: Number.POSITIVE_INFINITY },
  });
  expect(more).toEqual([]);
});

test("a tap that is closed asks no more, and one that is ended asks once", async () => {
  const { options, requests } = await startStubWorker(filters);
  const { tap } = await openTap(options);
  const asked = requests.length;
  await tap[Symbol.asyncDispose]();
  expect(requests).toHaveLength(asked);
  await tap.end();
  await tap[Symbol.asyncDispose]();
  expect(requests).toHaveLength(asked + 1);
});

test("the connector's configuration is asked for by its name", async () => {
  const { options, requests } = await startStubWorker(filters);
  await BridgeTap.find(options);
  expect(requests.map(({ method, url }) => `${method} ${url}`).at(-1)).toBe("GET /connectors/a%20b/config");
});

test.each<[string, Answer, boolean]>([
  ["has transforms", filters, true],
  ["tolerates all errors", { json: { "errors.tolerance": "all" } }, true],
  ["has neither", { json: { transforms: "", "errors.tolerance": "none" } }, false],
  ["has an empty configuration", { json: {} }, false],
  ["is not known", { status: 404, json: { message: "not found" } }, true],
  ["has a configuration that is not JSON", { text: "?" }, true],
])("a connector that %s may filter or not: only what may leaves gaps", async (_, config, canFilter) => {
  const { worker, options } = await startStubWorker(config);
  const { tap, facts } = await openTap(options);
  worker.isAway = true;
  await tap.end();
  expect(facts.some((fact) => fact.fact === "gap")).toBe(canFilter);
});
