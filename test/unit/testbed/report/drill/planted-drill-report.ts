import { partNames } from "../../../../../services/shared/topology.ts";
import { taps } from "../../../../../testbed/ledger/tap.ts";
import { anomalyWords, countWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { hops } from "../../../../../testbed/ledger/verdict/hop.ts";
import {
  type DrillReport,
  drillReport,
  drillReportVersion,
} from "../../../../../testbed/report/drill/drill-report.ts";
import { faultFieldsOf } from "../../../../../testbed/report/drill/fault-fields.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";

const counts = Object.fromEntries(countWords.map((word) => [word, 0])) as DrillReport["counts"];
const lostAt = Object.fromEntries(hops.map((hop) => [hop, 0])) as DrillReport["lostAt"];
const gaps = Object.fromEntries(taps.map((tap) => [tap, []])) as unknown as DrillReport["evidence"]["gaps"];
const changes = Object.fromEntries(
  partNames.map((part) => [part, []]),
) as unknown as DrillReport["claims"]["changes"];

/** Returns the report of a drill in which nothing was found, with these changes, checked against the schema. */
export function plantedDrillReport(changed: Partial<DrillReport> = {}): DrillReport {
  return drillReport.parse({
    version: drillReportVersion,
    startedAt: "2026-11-24T10:00:00.000Z",
    ...{ outcome: "inside", contradictions: [], incomplete: null },
    ...{ noVerdict: [], notCarriedOut: [], outside: [], free: [], unchecked: [] },
    drill: {
      ...{ runtime: "local", secure: false, bridge: "mqtt-source", consumer: null, trace: "properties" },
      ...faultFieldsOf({ kind: "kill", part: "bridge" }),
      ...{ down: null, ratePerSecond: 500, devices: 50, forMs: 10_000, outageMs: 3_000 },
      ...{ qos: 1, toggleEveryMs: null, lateAfterMs: 30_000, seed: 7 },
    },
    environment: {
      ...{ cpus: 2, memoryGiB: 24, os: "Linux 6.1", node: "v24" },
      ...{ mosquitto: "2.0.11", kafka: "4.3.1" },
    },
    counts: { ...counts, made: 5_000, sent: 5_000, acknowledged: 5_000, inKafka: 5_000, consumed: 5_000 },
    ...{ devices: [], lostAt, lostDeadLettered: 0, lostTime: null, largestDisplacement: 0 },
    ...{ uncheckedBytes: 0, uncheckedStatuses: 0, unjudgedDeactivations: 0 },
    anomalies: Object.fromEntries(anomalyWords.map((word) => [word, []])),
    evidence: { taps: [...taps], filtered: "exact", consumer: null, gaps },
    independentReading: null,
    fault: { injectedMs: 3_000, healedMs: 6_000, effect: null },
    recovery: { ms: 1_500, limitMs: 4_000, cleanMs: 2_500, cleanFailed: null, uncleanStartMs: 1_200 },
    ...{ bridgeEnded: null, consumerEnded: null, longestSilenceMs: 4_600, atRisk: null },
    drain: { ended: "nothing outstanding", ms: 700, outstanding: 0, quietMs: 20_000 },
    claims: { lyingGreen: [], changes, brokerDropped: 0, brokerQueuedMost: 12, consumerLagMost: 34 },
    budget: defaultBudget,
    ...changed,
  });
}

/** Returns the counts of {@link plantedDrillReport} with these changes. */
export function plantedCounts(changed: Partial<DrillReport["counts"]>): DrillReport["counts"] {
  return { ...plantedDrillReport().counts, ...changed };
}

/** Returns the report of a drill with a finding of every kind, checked against the schema. */
export function plantedFindings(): DrillReport {
  const reading = (seq: number) => ({ device: "d1", run: "0123456789", seq });
  const lost = (seq: number, hop: (typeof hops)[number]) => ({ ...reading(seq), hop, deadLettered: false });
  const planted = plantedDrillReport();
  return plantedDrillReport({
    outcome: "outside",
    outside: [
      { word: "lost", count: 3, allowed: 0 },
      { word: "recovery", count: null, allowed: 4_000 },
    ],
    unchecked: ["the bytes of 5 duplicates"],
    free: [{ word: "unsent", reason: "made before the publisher was killed or stopped", count: 2 }],
    drill: { ...planted.drill, down: "kafka", qos: 2, toggleEveryMs: 250, bridge: "node theirs.js" },
    environment: { ...planted.environment, mosquitto: null, kafka: null },
    counts: plantedCounts({ lost: 3, unsent: 2, duplicates: 8, reordered: 1, filtered: 2, consumed: 4_997 }),
    lostAt: { ...planted.lostAt, "mqtt-bridge": 2, "bridge-kafka": 1 },
    ...{ lostDeadLettered: 1, lostTime: { firstMadeMs: 3_100, lastMadeMs: 5_900 }, largestDisplacement: 9 },
    anomalies: {
      ...planted.anomalies,
      lost: [lost(1, "mqtt-bridge"), lost(2, "mqtt-bridge"), lost(3, "bridge-kafka")],
      unsent: [4, 5].map((seq) => ({
        ...reading(seq),
        ...{ madeMs: 1, free: "made before the publisher was killed or stopped" as const },
      })),
    },
    evidence: {
      ...planted.evidence,
      filtered: "at least",
      gaps: {
        ...planted.evidence.gaps,
        mqtt: [
          { fromMs: null, toMs: 1_000 },
          { fromMs: 2_000, toMs: 3_000 },
        ],
        kafka: [{ fromMs: 4_000, toMs: null }],
        bridge: [{ fromMs: 5_000, toMs: 6_000 }],
      },
    },
    independentReading: {
      ...{ found: 5_000, onlyIndependentReader: 6, notFound: 0, hasHoles: false, failure: null },
    },
    recovery: { ms: null, limitMs: 4_000, cleanMs: 2_500, cleanFailed: null, uncleanStartMs: 1_200 },
    bridgeEnded: { atMs: 3_200, reason: "exit code 1\nlog" },
    drain: { ended: "quiet", ms: 21_000, outstanding: 3, quietMs: 20_000 },
    atRisk: { readings: 11, autosaveMs: 2_000 },
    claims: {
      ...planted.claims,
      brokerDropped: 13,
      lyingGreen: [{ part: "mqtt", forMs: 2_400, says: "connected" }],
      changes: {
        ...planted.claims.changes,
        bridge: [
          { atMs: 0, healthy: true, says: "RUNNING" },
          { atMs: 3_050, healthy: false, says: "no answer" },
        ],
        kafka: [{ atMs: 0, healthy: true, says: "offsets" }],
      },
    },
  });
}
