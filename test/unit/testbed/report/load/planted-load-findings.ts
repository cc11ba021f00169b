import { countWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { type LoadReport } from "../../../../../testbed/report/load/load-report.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";

/** Returns the report of a load run in which no two figures are the same, with a finding of every kind. */
export function plantedLoadFindings(): LoadReport {
  const { load, tester, counts } = plantedLoadReport();
  const latencies = (base: number) => ({
    ...{ count: 1, mean: base, p50: base + 0.1, p90: base + 0.2 },
    ...{ p99: base + 0.3, p999: base + 0.4, max: base + 0.5, curve: [] },
  });
  const used = (figure: number) => ({ cpuSeconds: figure, peakMiB: figure * 10 + 0.6, isOfWhole: true });
  return plantedLoadReport({
    ...{ outcome: "outside", outside: [{ word: "lost", count: 7, allowed: 0 }], unchecked: ["the hop"] },
    free: [{ word: "unconfirmed", reason: "made during fault and recovery at QoS 0", count: 20 }],
    load: { ...load, forMs: 2_500, warmUpMs: 1_500, profile: "burst", bridge: "theirs", qos: 0 },
    pace: { due: 12_000, madeInTime: 9_000, held: false },
    counts: Object.fromEntries(countWords.map((word, index) => [word, 1_000 + index])) as typeof counts,
    latencyMs: {
      ...{ publishToAcknowledged: latencies(10), sentToKafka: latencies(20) },
      ...{ kafkaToConsumed: latencies(30), endToEnd: latencies(40) },
    },
    throughput: { made: 1_001, acknowledged: 1_002, inKafka: 1_003, consumed: 1_004.5, untilDrained: 1_005 },
    fault: { name: "kill kafka", injectedMs: 1_000, healedMs: 2_000, effect: null, usableMs: null },
    recovery: { ms: 1_500, limitMs: 2_000 },
    independentReading: { found: 9, onlyIndependentReader: 3, notFound: 0, hasHoles: false, failure: null },
    usage: {
      ...{ publisher: used(1), mqtt: used(2), bridge: { ...used(3), isOfWhole: false } },
      ...{ kafka: null, consumer: used(5) },
    },
    tester: { ...tester, publisherDelayMs: null, madeLate: 1_234, latestMs: 31.5 },
    bottleneck: ["the publisher used 97 % of a core", "the machine was busy"],
  });
}
