import { runtimes } from "../../testbed/pipeline/runtime.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark } from "../benchmark.ts";
import { measuredLoad } from "./measured-run.ts";

/** 10,000 devices in one publisher for ten minutes, each at a reading every 1 to 2 s. */
export const devices: Benchmark = {
  name: "devices",
  runtimes,
  targets: [
    {
      measure: "one publisher, 10,000 devices for 10 minutes: event-loop delay p99",
      target: "≤ 50 ms",
      shown: (of) => `${of("eventLoopDelayP99Ms")} ms`,
      isMet: (of) => of("eventLoopDelayP99Ms") <= 50,
    },
    {
      measure: "the same: memory, nothing lost, the rate held",
      target: "≤ 512 MiB, 0 lost, 6,667/s ± 1 %",
      shown: (of) => `${of("peakMiB")} MiB, ${of("lost")} lost, ${figure(of("ratePerSecond"))}/s`,
      isMet: (of) =>
        of("peakMiB") <= 512 && of("lost") === 0 && Math.abs(of("ratePerSecond") - 6_667) <= 66.67,
    },
  ],
  async run(context) {
    const { tester, usage, counts, throughput, latencyMs } = await measuredLoad(context, {
      devices: 10_000,
      ratePerSecond: 6_667,
      connections: 8,
      forMs: 600_000,
      lowPriority: true,
    });
    return {
      figures: {
        eventLoopDelayP99Ms: tester.publisherDelayMs?.p99 ?? Number.NaN,
        peakMiB: Math.round(usage.publisher?.peakMiB ?? Number.NaN),
        lost: counts.lost,
        ratePerSecond: Math.round(throughput.made),
      },
      details: [
        `10,000 devices, a reading every 1 to 2 s each, ten minutes: ${figure(throughput.made)} readings/s made, ${figure(throughput.consumed)} consumed; ${figure(counts.made)} in all, ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`,
        `Event-loop delay of the publisher: p50 ${tester.publisherDelayMs?.p50} ms, p99 ${tester.publisherDelayMs?.p99} ms, at most ${tester.publisherDelayMs?.max} ms; ${figure(tester.madeLate)} readings made more than 20 ms late.`,
        `End to end p50 ${figure(latencyMs.endToEnd?.p50 ?? 0)} ms, p99 ${figure(latencyMs.endToEnd?.p99 ?? 0)} ms; machine busy to ${tester.machinePercent} %, the tester included.`,
      ],
    };
  },
};
