import { lateMadeMs } from "../testbed/load/late-made-ms.ts";
import { runtimes } from "../testbed/pipeline/runtime.ts";
import { loadReport } from "../testbed/report/load/load-report.ts";
import { figure } from "../testbed/report/load/load-words.ts";
import { type Benchmark } from "./benchmark.ts";
import { measuredReport } from "./measured-report.ts";

/** 10,000 devices in one publisher for ten minutes, each at a reading every 1 to 2 s. */
export const devices: Benchmark = {
  name: "devices",
  runtimes,
  async run(_progress, signal, runtime) {
    const load = [
      "--devices",
      "10000",
      "--rate",
      "6667",
      "--connections",
      "8",
      "--warm-up",
      "10s",
      "--for",
      "10m",
    ];
    const report = loadReport.parse(
      await measuredReport(["load", "--runtime", runtime, ...load], "report.json", signal),
    );
    if (report.incomplete !== null) throw new Error(report.incomplete);
    const { tester, usage, counts, throughput, latencyMs } = report;
    return {
      figures: {
        eventLoopDelayP99Ms: tester.publisherDelayMs?.p99 ?? Number.NaN,
        peakMiB: Math.round(usage.publisher?.peakMiB ?? Number.NaN),
        lost: counts.lost,
        ratePerSecond: Math.round(throughput.made),
      },
      details: [
        `10,000 devices, a reading every 1 to 2 s each, ten minutes: ${figure(throughput.made)} readings/s made, ${figure(throughput.consumed)} consumed; ${figure(counts.made)} in all, ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`,
        `Event-loop delay of the publisher: p50 ${tester.publisherDelayMs?.p50} ms, p99 ${tester.publisherDelayMs?.p99} ms, at most ${tester.publisherDelayMs?.max} ms; ${figure(tester.madeLate)} readings made more than ${lateMadeMs} ms late.`,
        `End to end p50 ${figure(latencyMs.endToEnd?.p50 ?? 0)} ms, p99 ${figure(latencyMs.endToEnd?.p99 ?? 0)} ms; machine busy to ${tester.machinePercent} %, the tester included.`,
      ],
    };
  },
};
