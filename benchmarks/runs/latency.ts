import { handWritten } from "../../testbed/load/hand-written.ts";
import { runtimes } from "../../testbed/pipeline/runtime.ts";
import { type LoadReport } from "../../testbed/report/load/load-report.ts";
import { median } from "../../testbed/report/median.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark } from "../benchmark.ts";
import { measuredLoad } from "./measured-run.ts";

const rounds = 3;
const load = { devices: 200, ratePerSecond: 1_000, warmUpMs: 30_000, forMs: 30_000 };

/** End-to-end latency at 1,000 readings/s, through our connector and through the hand-written bridge. */
export const latency: Benchmark = {
  name: "latency",
  runtimes,
  targets: [
    {
      measure: "end-to-end p50 at 1,000/s, warm",
      target: "≤ 6 ms, below the hand-written bridge's",
      shown: (of) => `${of("p50Ms")} ms (hand-written: ${of("handWrittenP50Ms")} ms)`,
      isMet: (of) => of("p50Ms") <= 6 && of("p50Ms") < of("handWrittenP50Ms"),
    },
    {
      measure: "end-to-end p99 at 1,000/s, warm",
      target: "≤ 40 ms, below the hand-written bridge's",
      shown: (of) => `${of("p99Ms")} ms (hand-written: ${of("handWrittenP99Ms")} ms)`,
      isMet: (of) => of("p99Ms") <= 40 && of("p99Ms") < of("handWrittenP99Ms"),
      whyMissed: "The rounds below differ by a multiple, for both bridges: more than the bridges do.",
    },
  ],
  async run(context) {
    const ours: LoadReport[] = [];
    const theirs: LoadReport[] = [];
    const details: string[] = [];
    // Interleaved: a machine that is slow for a while is slow for both bridges.
    for (let round = 1; round <= rounds; round += 1) {
      for (const [bridge, reports] of [
        [undefined, ours],
        [handWritten, theirs],
      ] as const) {
        const report = await measuredLoad(context, { ...load, ...(bridge ? { bridge } : {}) });
        reports.push(report);
        details.push(`Round ${round}, ${lineOf(report)}`);
        context.progress(`round ${round}/${rounds}: ${lineOf(report)}`);
      }
    }
    return {
      figures: {
        p50Ms: medianOf(ours, "p50"),
        p99Ms: medianOf(ours, "p99"),
        handWrittenP50Ms: medianOf(theirs, "p50"),
        handWrittenP99Ms: medianOf(theirs, "p99"),
      },
      details: [
        "End to end, from when a reading was due to when it was consumed: 200 devices, 1,000 readings/s at QoS 1 for 30 s, after 30 s to warm up; every run on a pipeline of its own. Medians over the rounds.",
        ...details,
      ],
    };
  },
};

function medianOf(reports: readonly LoadReport[], percentile: "p50" | "p99"): number {
  return median(reports.map(({ latencyMs }) => latencyMs.endToEnd?.[percentile] ?? Number.NaN));
}

function lineOf({ load: { bridge }, latencyMs, counts }: LoadReport): string {
  const { p50 = Number.NaN, p99 = Number.NaN } = latencyMs.endToEnd ?? {};
  return `${bridge}: p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`;
}
