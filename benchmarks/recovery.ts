import { partNames } from "../services/shared/topology.ts";
import { runtimes } from "../testbed/pipeline/runtime.ts";
import { seconds } from "../testbed/report/drill/drill-markdown.ts";
import { drillReport } from "../testbed/report/drill/drill-report.ts";
import { type Benchmark } from "./benchmark.ts";
import { measuredReport } from "./measured-report.ts";

/** How soon new readings arrive after kill -9 of each part. */
export const recovery: Benchmark = {
  name: "recovery",
  runtimes,
  async run(_progress, signal, runtime) {
    const figures: Record<string, number> = {};
    const details = [
      "A drill for each part at 500 readings/s, away for 3 s: from the start of the new process to the first new reading at the consumer.",
    ];
    for (const part of partNames) {
      const report = drillReport.parse(
        await measuredReport(["drill", "kill", part, "--runtime", runtime], "report.json", signal),
      );
      const { ms, limitMs } = report.recovery;
      figures[`${part}Ms`] = ms ?? Number.NaN;
      const allowed = limitMs === null ? "nothing is promised" : `allowed: ${seconds(limitMs)}`;
      details.push(
        `${part}: ${ms === null ? "not back" : seconds(ms)} (${allowed}); ${report.counts.lost} lost, ${report.counts.duplicates} repeated, ${report.counts.reordered} reordered.`,
      );
    }
    return { figures, details };
  },
};
