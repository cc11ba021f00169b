import { expect, test } from "vitest";
import { anomalyWords, countWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { hops } from "../../../../../testbed/ledger/verdict/hop.ts";
import { emptyHistogram, latencySpans } from "../../../../../testbed/load/latencies.ts";
import { type LoadRun } from "../../../../../testbed/load/load-run.ts";
import { type LoadRunOptions, loadDefaults } from "../../../../../testbed/load/load-run-options.ts";
import { Timeline } from "../../../../../testbed/load/timeline.ts";
import { environmentOf } from "../../../../../testbed/report/fields/environment.ts";
import { loadReport } from "../../../../../testbed/report/load/load-report.ts";
import { toLoadReport } from "../../../../../testbed/report/load/to-load-report.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { consumed, deadLettered, published } from "../../ledger/facts.ts";
import { judgedLoad, second } from "./judged-load.ts";

const at = (seconds: number) => ({ at: seconds * second });
const options: LoadRunOptions = {
  ...loadDefaults,
  ...{ ratePerSecond: 40, devices: 2, warmUpMs: 5_000, forMs: 9_000, qos: 2, seed: 3, connections: 8 },
  ...{ profile: "ramp", traceCarrier: "payload", lateAfterMs: 20_000, quietMs: 1 },
  fault: { spec: { kind: "cut", link: "mqtt-bridge" }, outageMs: 1_000 },
};

/** Reading 1 is lost in Kafka and so dead-lettered, reading 2 arrives before reading 0. */
const facts = [
  ...[0, 1, 2].flatMap((seq) => published(seq, at(11.5))),
  ...[deadLettered(1), consumed(2, at(12)), consumed(0, at(13))],
];

/** A second with two arrivals, one without, and one with an arrival. */
function timeline(): Timeline {
  const seconds = new Timeline(second, "acknowledged");
  const passages = {
    made: [0.2, 1.2, 3.4],
    acknowledged: [0.3, 1.3],
    inKafka: [1.4],
    consumed: [1.5, 1.6, 3.5],
  };
  for (const [stage, all] of Object.entries(passages))
    for (const each of all) seconds.addPassage(stage as keyof typeof passages, each * second);
  seconds.addArrival({ at: 1.5 * second, endToEnd: 1_234 });
  seconds.addArrival({ at: 1.6 * second, endToEnd: 2_345 });
  seconds.addArrival({ at: 3.5 * second, endToEnd: 500 });
  return seconds;
}

/** Histograms with one latency each, 1 ms for the first span, 2 ms for the second, and so on. */
function histograms() {
  return Object.fromEntries(
    latencySpans.map((span, index) => {
      const histogram = emptyHistogram();
      histogram.recordValue((index + 1) * 1_000);
      return [span, histogram];
    }),
  );
}

const used = { cpuSeconds: 1.26, peakMiB: 200.04, isOfWhole: false };
const rates = { made: 40.04, acknowledged: 30.06, inKafka: 20, consumed: 10 };
const run = judgedLoad(
  facts,
  options,
  {
    machine: {
      usage: { of: (part: string) => (part === "bridge" ? used : undefined) },
      ...{ usageSeconds: 1, machinePercent: 96, testerDelayMs: { p50: 1, p99: 2, max: 3 } },
    } as unknown as LoadRun["machine"],
    ...{ brokerVersion: "2.0.11", kafkaVersion: "4.3.1", recoveryMs: 999.6, recoveryLimitMs: 2_000 },
    pace: { due: 400, madeInTime: 399, held: true },
  },
  {
    latencies: { histograms: histograms(), untimed: 0 },
    ...{ timeline: timeline(), rateUntilDrained: 9.94 },
    rate: (stage: keyof typeof rates) => rates[stage],
    independentReading: {
      found: 2,
      onlyIndependentReader: 0,
      notFound: 0,
      hasHoles: false,
      failure: undefined,
    },
  },
);

const figures = (ms: number) => ({
  ...{ count: 1, mean: ms, p50: ms, p90: ms, p99: ms, p999: ms, max: ms, curve: [[100, ms]] },
});
const noPassage = { made: 0, acknowledged: 0, inKafka: 0, consumed: 0, backlog: 0 };

const expected = {
  version: 3,
  startedAt: "2026-11-24T10:00:00.000Z",
  ...{ outcome: "outside", contradictions: [], incomplete: null, noVerdict: [], notCarriedOut: [] },
  outside: [
    { word: "lost", count: 1, allowed: 0 },
    { word: "reordered", count: 1, allowed: 0 },
  ],
  ...{ free: [], unchecked: [] },
  load: {
    ...{
      runtime: "local",
      secure: false,
      bridge: "mqtt-source",
      trace: "payload",
      devices: 2,
      ratePerSecond: 40,
    },
    ...{ warmUpMs: 5_000, forMs: 9_000, qos: 2, connections: 8, profile: "ramp" },
    ...{ lateAfterMs: 20_000, seed: 3 },
  },
  pace: { due: 400, madeInTime: 399, held: true },
  environment: environmentOf("2.0.11", "4.3.1"),
  counts: {
    ...Object.fromEntries(countWords.map((word) => [word, 0])),
    ...{ made: 3, sent: 3, acknowledged: 3, inKafka: 2, consumed: 2 },
    ...{ lost: 1, reordered: 1, deadLettered: 1 },
  },
  lostAt: { ...Object.fromEntries(hops.map((hop) => [hop, 0])), "bridge-kafka": 1 },
  largestDisplacement: 2,
  anomalies: {
    ...Object.fromEntries(anomalyWords.map((word) => [word, []])),
    lost: [{ device: "d", run: "r", seq: 1, hop: "bridge-kafka", deadLettered: true }],
    reordered: [{ device: "d", run: "r", seq: 0 }],
    deadLettered: [{ device: "d", run: "r", seq: 1 }],
  },
  independentReading: { found: 2, onlyIndependentReader: 0, notFound: 0, hasHoles: false, failure: null },
  latencyMs: {
    ...{ publishToAcknowledged: figures(1), sentToKafka: figures(2) },
    ...{ kafkaToConsumed: figures(3), endToEnd: figures(4) },
  },
  throughput: { made: 40, acknowledged: 30.1, inKafka: 20, consumed: 10, untilDrained: 9.9 },
  seconds: [
    { ...noPassage, atMs: -1_000, made: 1, acknowledged: 1, backlog: 1, p50: null, p99: null, max: null },
    {
      ...{ atMs: 0, made: 1, acknowledged: 1, inKafka: 1, consumed: 2, backlog: 0 },
      ...{ p50: 1.23, p99: 2.35, max: 2.35 },
    },
    { ...noPassage, atMs: 1_000, p50: null, p99: null, max: null },
    { ...noPassage, atMs: 2_000, made: 1, consumed: 1, p50: 0.5, p99: 0.5, max: 0.5 },
  ],
  fault: { name: "cut mqtt-bridge", injectedMs: 9_000, healedMs: 10_000, effect: null, usableMs: 11_000 },
  recovery: { ms: 1_000, limitMs: 2_000 },
  drain: { ended: "quiet", ms: 8, outstanding: 3, quietMs: 100 },
  usage: {
    ...{ publisher: null, mqtt: null, kafka: null, consumer: null },
    bridge: { cpuSeconds: 1.3, peakMiB: 200, isOfWhole: false },
  },
  tester: {
    ...{ publisherDelayMs: null, testerDelayMs: { p50: 1, p99: 2, max: 3 }, madeLate: 0, latestMs: 0 },
    ...{ untimed: 0, publisherPercent: null, machinePercent: 96 },
  },
  bottleneck: [expect.stringContaining("the CPU usage of the machine")],
  budget: defaultBudget,
};

test("a report has everything that was measured: times are of the load, rates and usage have one decimal", () => {
  const report = loadReport.parse(toLoadReport(options, run, new Date("2026-11-24T10:00:00Z")));
  expect(report).toEqual(expected);
});
