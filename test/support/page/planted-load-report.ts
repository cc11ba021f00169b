import { countWords } from "../../../testbed/ledger/verdict/counted-words.ts";
import { hops } from "../../../testbed/ledger/verdict/hop.ts";
import { type LoadReport, loadReport } from "../../../testbed/report/load/load-report.ts";
import { defaultBudget } from "../../../testbed/run/judgement/budget.ts";

const latencies = {
  count: 10_000,
  mean: 3,
  p50: 2,
  p90: 5,
  p99: 20,
  p999: 40,
  max: 60,
  curve: [
    [0, 1],
    [50, 2],
    [90, 5],
    [99, 20],
    [99.9, 40],
    [100, 60],
  ] as [number, number][],
};

/** Returns the metrics of a second; the first two are the warm-up. */
function second(index: number): LoadReport["seconds"][number] {
  return {
    atMs: (index - 2) * 1_000,
    made: 1_000,
    acknowledged: 1_000,
    inKafka: 1_000,
    consumed: 1_000,
    backlog: index * 3,
    p50: 2,
    p99: 20 + index,
    max: 60,
  };
}

/** Returns the report of a load run of ten seconds with these changes, checked against the schema. */
export function plantedLoadReport(changes: Partial<LoadReport> = {}): LoadReport {
  const used = { cpuSeconds: 5, peakMiB: 250, isOfWhole: true };
  return loadReport.parse({
    version: 3,
    startedAt: "2026-11-24T10:00:00.000Z",
    ...{ outcome: "inside", contradictions: [], incomplete: null },
    ...{ noVerdict: [], notCarriedOut: [], outside: [], free: [], unchecked: [] },
    load: {
      runtime: "local",
      secure: false,
      bridge: "mqtt-source",
      trace: "properties",
      devices: 100,
      ratePerSecond: 1_000,
      warmUpMs: 2_000,
      forMs: 10_000,
      qos: 1,
      connections: 4,
      profile: "steady",
      lateAfterMs: 30_000,
      seed: 7,
    },
    pace: { due: 12_000, madeInTime: 12_000, held: true },
    environment: { cpus: 2, memoryGiB: 24, os: "Linux", node: "v24", mosquitto: "2.0.11", kafka: "4.3.1" },
    counts: Object.fromEntries(countWords.map((word) => [word, 0])),
    lostAt: Object.fromEntries(hops.map((hop) => [hop, 0])),
    largestDisplacement: 0,
    anomalies: Object.fromEntries(
      [
        ...["dropped", "unsent", "unconfirmed", "lost", "duplicates", "reordered", "late"],
        ...["phantom", "corrupt", "missingFinal", "doubleFinal", "ghost", "deadLettered"],
      ].map((word) => [word, []]),
    ),
    independentReading: null,
    latencyMs: {
      publishToAcknowledged: latencies,
      sentToKafka: latencies,
      kafkaToConsumed: latencies,
      endToEnd: latencies,
    },
    throughput: { made: 1_000, acknowledged: 1_000, inKafka: 1_000, consumed: 1_000, untilDrained: 999 },
    seconds: Array.from({ length: 12 }, (_, index) => second(index)),
    fault: null,
    recovery: null,
    drain: { ended: "nothing outstanding", ms: 200, outstanding: 0, quietMs: 10_000 },
    usage: { publisher: used, mqtt: used, bridge: used, kafka: used, consumer: used },
    tester: {
      publisherDelayMs: { p50: 0.1, p99: 5, max: 30 },
      testerDelayMs: { p50: 0.1, p99: 6, max: 20 },
      madeLate: 12,
      latestMs: 30,
      untimed: 0,
      publisherPercent: 20,
      machinePercent: 50,
    },
    bottleneck: [],
    budget: defaultBudget,
    ...changes,
  });
}
