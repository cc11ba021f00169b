import { type Runtime, runtimes } from "../../testbed/pipeline/runtime.ts";
import { type LoadReport } from "../../testbed/report/load/load-report.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark, type Finding, type Target } from "../benchmark.ts";
import { measuredLoad } from "./measured-run.ts";

const forMs: Readonly<Record<Runtime, number>> = { local: 600_000, compose: 180_000 };

const delay: Target = {
  target: "≤ 50 ms",
  shown: (of) => `${of("eventLoopDelayP99Ms")} ms`,
  isMet: (of) => of("eventLoopDelayP99Ms") <= 50,
};
const rest: Target = {
  target: "≤ 512 MiB, 0 lost, 6,667/s ± 1 %",
  shown: (of) => `${of("peakMiB")} MiB, ${of("lost")} lost, ${figure(of("ratePerSecond"))}/s`,
  isMet: (of) => of("peakMiB") <= 512 && of("lost") === 0 && Math.abs(of("ratePerSecond") - 6_667) <= 66.67,
};

/** 10,000 devices in one publisher for minutes, each at a reading every 1 to 2 s. */
export const devices: Benchmark = {
  name: "devices",
  runtimes,
  takesBridges: false,
  minutes: { local: 11, compose: 4 },
  measures: [
    {
      measure: "one publisher, 10,000 devices for 10 minutes (in containers 3): event-loop delay p99",
      targets: { local: delay, compose: delay },
    },
    {
      measure: "the same: memory, nothing lost, the rate held",
      targets: { local: rest, compose: rest },
    },
  ],
  async run(context) {
    const findings: Partial<Record<Runtime, Finding>> = {};
    for (const runtime of context.runtimes) {
      const { report } = await measuredLoad(context, runtime, {
        devices: 10_000,
        ratePerSecond: 6_667,
        connections: 8,
        forMs: forMs[runtime],
        lowPriority: true,
      });
      findings[runtime] = findingOf(report, forMs[runtime] / 60_000);
    }
    return findings;
  },
};

function findingOf({ tester, usage, counts, throughput, latencyMs }: LoadReport, minutes: number): Finding {
  return {
    figures: {
      eventLoopDelayP99Ms: tester.publisherDelayMs?.p99 ?? Number.NaN,
      peakMiB: Math.round(usage.publisher?.peakMiB ?? Number.NaN),
      lost: counts.lost,
      ratePerSecond: Math.round(throughput.made),
    },
    details: [
      `10,000 devices, a reading every 1 to 2 s each, ${minutes} minutes: ${figure(throughput.made)} readings/s made, ${figure(throughput.consumed)} consumed; ${figure(counts.made)} in all, ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`,
      `Event-loop delay of the publisher: p50 ${tester.publisherDelayMs?.p50} ms, p99 ${tester.publisherDelayMs?.p99} ms, at most ${tester.publisherDelayMs?.max} ms; ${figure(tester.madeLate)} readings made more than 20 ms late.`,
      `End to end p50 ${figure(latencyMs.endToEnd?.p50 ?? 0)} ms, p99 ${figure(latencyMs.endToEnd?.p99 ?? 0)} ms; machine busy to ${tester.machinePercent} %, the tester included.`,
    ],
  };
}
