import { expect, test } from "vitest";
import { partNames, stages } from "../../../../../services/shared/topology.ts";
import { AtRisk } from "../../../../../testbed/drill/at-risk.ts";
import { type DrillOptions, drillDefaults } from "../../../../../testbed/drill/drill-options.ts";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { anomalyWords, deviceWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { hops } from "../../../../../testbed/ledger/verdict/hop.ts";
import { drillReport } from "../../../../../testbed/report/drill/drill-report.ts";
import { toDrillReport } from "../../../../../testbed/report/drill/to-drill-report.ts";
import { environmentOf } from "../../../../../testbed/report/fields/environment.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { ArrivalTimes } from "../../../../../testbed/run/observe/arrival-times.ts";
import {
  bridgeAcknowledged,
  consumed,
  deadLettered,
  delivered,
  gap,
  published,
  seen,
  written,
} from "../../ledger/facts.ts";
import { judgedDrill, second } from "./judged-drill.ts";

const at = (seconds: number) => seconds * second;
const options: DrillOptions = {
  ...drillDefaults,
  ...{ ratePerSecond: 40, devices: 2, forMs: 9_000, qos: 2, seed: 3, toggleEveryMs: 250 },
  traceCarrier: "payload",
  fault: { spec: { kind: "kill", part: "mqtt" }, outageMs: 1_000, down: "consumer" },
};

/** Of `a` one reading is lost at each side of the bridge and one dead-lettered, of `b` one comes twice and out of order. */
const facts: LedgerFact[] = [
  ...[0, 1, 2, 3].flatMap((seq) => published(seq, { device: "a", at: at(seq + 2) })),
  ...[seen(0, { device: "a" }), written(0, { device: "a" })],
  ...[seen(1, { device: "a" }), delivered(1, { device: "a" }), bridgeAcknowledged(1, { device: "a" })],
  ...[seen(2, { device: "a" }), delivered(2, { device: "a" }), deadLettered(2, { device: "a" })],
  ...[seen(3, { device: "a" }), written(3, { device: "a" }), consumed(3, { device: "a", at: at(6) })],
  ...[0, 1].flatMap((seq) => published(seq, { device: "b", at: at(2) })),
  ...[0, 1].flatMap((seq) => [seen(seq, { device: "b" }), written(seq, { device: "b" })]),
  ...[1, 0, 0].map((seq) => consumed(seq, { device: "b", at: at(3) })),
  gap("mqtt-bridge", at(2), at(3.5)),
  gap("mqtt"),
  { tap: "bridge", fact: "filtered", count: 4 },
];

function arrivals(): ArrivalTimes {
  const times = new ArrivalTimes();
  for (const each of [3, 3.0004, 6.4]) times.add(at(each));
  return times;
}

function atRisk(): AtRisk {
  const readings = new AtRisk(2_000);
  for (const fact of facts) readings.add(fact);
  readings.onKill({ requestedAt: at(5.5), injectedAt: at(5.6) });
  return readings;
}

/** Claims and counts while the bridge takes readings and passes none on, to `end`, half a second (and 40 µs) apart. */
function samples(end: number) {
  const claims = Object.fromEntries(partNames.map((part) => [part, { healthy: true, says: `${part} fine` }]));
  const passed = Object.fromEntries(stages.map((stage) => [stage, 100]));
  return Array.from({ length: end * 2 + 1 }, (_, index) => {
    const counts = { made: 0, sent: 0, acknowledged: 0, atBroker: 0, delivered: 0 };
    for (const stage of Object.keys(counts) as (keyof typeof counts)[]) counts[stage] = 100 + index;
    return { at: at(index / 2) + index * 40, claims, counts: { ...passed, ...counts } };
  });
}

const run = judgedDrill(facts, {
  ledger: { taps: ["mqtt", "mqtt-bridge", "bridge", "kafka"] },
  loadBegan: second,
  loadEnded: at(4.5) + 360,
  ...{ recoveryMs: 3_400.6, recoveryLimitMs: 3_000.4, cleanRecoveryMs: 1_200.5 },
  fault: {
    ...{ beganAt: at(4), injectedAt: at(5), healedAt: at(6) },
    start: { startedAt: at(6.1), usableAt: at(6.9) },
  },
  partEnd: { part: "bridge", at: at(7), reason: "exit code 1" },
  drain: { ended: "quiet", tookMs: 500.4, lastArrivalMs: 100, quietMs: 99.6, outstanding: 3 },
  observation: {
    ...{ arrivals: arrivals(), atRisk: atRisk(), samples: samples(9), kafkaVersion: "4.3.1" },
    claims: { brokerDropped: 5, brokerQueuedMost: 6, consumerLagMost: 7, brokerVersion: "2.0.11" },
    changes: {
      all: new Map(
        partNames.map((part) => [
          part,
          part === "mqtt" ? [{ at: at(5.2), healthy: false, says: "gone" }] : [],
        ]),
      ),
    },
  },
});

const zero = Object.fromEntries(deviceWords.map((word) => [word, 0]));
const nowhere = Object.fromEntries(hops.map((hop) => [hop, 0]));
const unharmed = Object.fromEntries(anomalyWords.map((word) => [word, []]));
const named = (device: string, seq: number) => ({ device, run: "r", seq });
const published6 = { made: 6, sent: 6, acknowledged: 6, atBroker: 6 };
const lostAt = { ...nowhere, "bridge-kafka": 2, "kafka-consumer": 1 };

const expected = {
  version: 3,
  startedAt: "2026-11-24T10:00:00.000Z",
  ...{ outcome: "outside", contradictions: [], incomplete: null, noVerdict: [], notCarriedOut: [] },
  outside: [
    { word: "lost", count: 3, allowed: 0 },
    { word: "reordered", count: 1, allowed: 0 },
    { word: "recovery", count: 3_400.6, allowed: 3_000.4 },
  ],
  ...{ free: [], unchecked: [] },
  drill: {
    ...{ runtime: "local", secure: false, bridge: "mqtt-source", consumer: null, trace: "payload" },
    ...{ fault: "kill", target: "mqtt", down: "consumer" },
    ...{ cuts: null, hangBy: null, delayMs: null, kilobytesPerSecond: null },
    ...{ ratePerSecond: 40, devices: 2, forMs: 9_000, outageMs: 1_000, qos: 2 },
    ...{ toggleEveryMs: 250, lateAfterMs: 30_000, seed: 3 },
  },
  environment: environmentOf("2.0.11", "4.3.1"),
  counts: {
    ...{ ...zero, ...published6, inKafka: 4, consumed: 3, lost: 3, duplicates: 1, reordered: 1 },
    ...{ deadLettered: 1, filtered: 4, untraced: 0 },
  },
  devices: [
    {
      device: "a",
      counts: {
        ...{ ...zero, made: 4, sent: 4, acknowledged: 4, atBroker: 4 },
        ...{ inKafka: 2, consumed: 1, lost: 3, deadLettered: 1 },
      },
      lostAt,
    },
    {
      device: "b",
      counts: {
        ...{ ...zero, made: 2, sent: 2, acknowledged: 2, atBroker: 2 },
        ...{ inKafka: 2, consumed: 2, duplicates: 1, reordered: 1 },
      },
      lostAt: nowhere,
    },
  ],
  ...{ lostAt, lostDeadLettered: 1, lostTime: { firstMadeMs: 1_000, lastMadeMs: 3_000 } },
  ...{ largestDisplacement: 1, uncheckedBytes: 0, uncheckedStatuses: 0, unjudgedDeactivations: 0 },
  anomalies: {
    ...unharmed,
    lost: [
      { ...named("a", 0), hop: "kafka-consumer", deadLettered: false },
      { ...named("a", 1), hop: "bridge-kafka", deadLettered: false },
      { ...named("a", 2), hop: "bridge-kafka", deadLettered: true },
    ],
    ...{ duplicates: [named("b", 0)], reordered: [named("b", 0)], deadLettered: [named("a", 2)] },
  },
  evidence: {
    taps: ["publisher", "mqtt", "mqtt-bridge", "bridge", "kafka", "consumer"],
    filtered: "exact",
    consumer: null,
    gaps: {
      ...{ publisher: [], bridge: [], kafka: [], consumer: [] },
      mqtt: [{ fromMs: null, toMs: null }],
      "mqtt-bridge": [{ fromMs: 1_000, toMs: 2_500 }],
    },
  },
  independentReading: null,
  fault: { injectedMs: 4_000, healedMs: 5_000, effect: null },
  recovery: { ms: 3_401, limitMs: 3_000, cleanMs: 1_201, cleanFailed: null, uncleanStartMs: 800 },
  bridgeEnded: { atMs: 6_000, reason: "exit code 1" },
  consumerEnded: null,
  longestSilenceMs: 3_400,
  drain: { ended: "quiet", ms: 500, outstanding: 3, quietMs: 100 },
  atRisk: { readings: 2, autosaveMs: 2_000 },
  claims: {
    lyingGreen: [{ part: "bridge", forMs: 4_000, says: "bridge fine" }],
    changes: {
      ...{ publisher: [], bridge: [], kafka: [], consumer: [] },
      mqtt: [{ atMs: 4_200, healthy: false, says: "gone" }],
    },
    ...{ brokerDropped: 5, brokerQueuedMost: 6, consumerLagMost: 7 },
  },
  budget: defaultBudget,
};

test("a report has everything that a drill found: times are of the load, durations are whole milliseconds", () => {
  const report = drillReport.parse(toDrillReport(options, run, new Date("2026-11-24T10:00:00Z")));
  expect(report).toEqual(expected);
});

test("a drill without a fault has neither its times nor a recovery, and no reading at risk", () => {
  const { fault: _, ...load } = options;
  const report = toDrillReport(load, judgedDrill([], { fault: undefined }), new Date(0));
  expect(report).toMatchObject({
    drill: { fault: "none", target: null, delayMs: null, down: null, outageMs: 0 },
    ...{ fault: null, atRisk: null, bridgeEnded: null },
    recovery: { ms: null, limitMs: null, cleanMs: null, cleanFailed: null, uncleanStartMs: null },
  });
});

test.each<FaultSpec>([
  { kind: "kill", part: "bridge" },
  { kind: "stop", part: "mqtt" },
])("after $kind $part, which leaves Mosquitto or lets it save, no reading is at risk", (spec) => {
  const faulty = { ...options, fault: { spec, outageMs: 1 } };
  expect(toDrillReport(faulty, judgedDrill([]), new Date(0)).atRisk).toBeNull();
});

test("a parameter of the fault is a field of the report", () => {
  const slow = { kind: "slow", link: "mqtt-bridge", delayMs: 250 } as const;
  const faulty = { ...options, fault: { spec: slow, outageMs: 1 } };
  expect(toDrillReport(faulty, judgedDrill([]), new Date(0)).drill).toMatchObject({
    ...{ fault: "slow", target: "mqtt-bridge", delayMs: 250, down: null, outageMs: 1 },
  });
});
