import { loadReport } from "../testbed/report/load-report.ts";
import { figure } from "../testbed/report/load-words.ts";
import { type Benchmark } from "./benchmark.ts";
import { measuredReport } from "./measured-report.ts";

const rate = 1_000;
/** As many readings as this are always on their way. */
const normalBacklog = rate / 10;

/** How soon the backlog of 30 s without Connect is gone. */
export const backlog: Benchmark = {
  name: "backlog",
  async run(_progress, signal) {
    const load = ["--devices", "200", "--rate", String(rate), "--warm-up", "10s", "--for", "75s"];
    const fault = ["--fault", "stop connect", "--outage", "30s"];
    const report = loadReport.parse(await measuredReport(["load", ...load, ...fault], "report.json", signal));
    if (report.incomplete !== null || report.fault === null) throw new Error(report.incomplete ?? "no fault");
    const { healedMs, injectedMs } = report.fault;
    // Seconds stand at their beginning; the backlog is that of their end.
    const after = report.seconds.filter(({ atMs }) => atMs + 1_000 > healedMs);
    const drained = after.find(({ backlog: left }) => left < normalBacklog);
    const most = Math.max(...report.seconds.map(({ backlog: left }) => left));
    return {
      figures: {
        drainedMs: drained === undefined ? Number.NaN : drained.atMs + 1_000 - Math.round(healedMs),
        lost: report.counts.lost,
        reordered: report.counts.reordered,
      },
      details: [
        `1,000 readings/s of 200 devices; Connect away from ${injectedMs / 1_000} s to ${healedMs / 1_000} s, when it was usable again (its start included in the time away). At most ${figure(most)} readings were on their way; gone means fewer than ${normalBacklog}, looked at once a second.`,
        `${figure(report.counts.made)} made, ${report.counts.lost} lost, ${report.counts.duplicates} repeated, ${report.counts.reordered} reordered.`,
      ],
    };
  },
};
