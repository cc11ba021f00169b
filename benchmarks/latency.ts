import { z } from "zod";
import { runtimes } from "../testbed/pipeline/runtime.ts";
import { figure } from "../testbed/report/load/load-words.ts";
import { median } from "../testbed/report/median.ts";
import { type Benchmark } from "./benchmark.ts";
import { measuredReport } from "./measured-report.ts";

const comparison = z.object({ runs: z.array(z.object({ reason: z.string().nullable() })) });

const wholeComparison = z.object({
  runs: z.array(
    z.object({
      bridge: z.string(),
      round: z.number(),
      p50Ms: z.number(),
      p99Ms: z.number(),
      counts: z.object({ lost: z.number(), reordered: z.number(), duplicates: z.number() }),
    }),
  ),
});

/** How late readings arrive at 1,000 a second, through our connector and through the hand-written bridge. */
export const latency: Benchmark = {
  name: "latency",
  runtimes,
  async run(_progress, signal, runtime) {
    const load = ["--devices", "200", "--rate", "1000", "--warm-up", "30s", "--for", "30s"];
    const report = await measuredReport(
      ["compare", "--runtime", runtime, "--rounds", "3", ...load],
      "comparison.json",
      signal,
    );
    const reasons = comparison.parse(report).runs.flatMap(({ reason }) => reason ?? []);
    if (reasons.length > 0) throw new Error(`runs that did not come to their end: ${reasons.join("; ")}`);
    const { runs } = wholeComparison.parse(report);
    const [first] = runs;
    const of = (isOurs: boolean, name: "p50Ms" | "p99Ms") =>
      median(runs.filter(({ bridge }) => (bridge === first?.bridge) === isOurs).map((run) => run[name]));
    return {
      figures: {
        p50Ms: of(true, "p50Ms"),
        p99Ms: of(true, "p99Ms"),
        handWrittenP50Ms: of(false, "p50Ms"),
        handWrittenP99Ms: of(false, "p99Ms"),
      },
      details: [
        "End to end, from when a reading was due to when it was consumed: 200 devices, 1,000 readings/s at QoS 1 for 30 s, after 30 s to warm up; every run on a pipeline of its own. Medians over the rounds.",
        ...runs.map(
          ({ bridge, round, p50Ms, p99Ms, counts }) =>
            `Round ${round}, ${bridge}: p50 ${figure(p50Ms)} ms, p99 ${figure(p99Ms)} ms, ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`,
        ),
      ],
    };
  },
};
