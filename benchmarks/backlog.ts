import { runtimes } from "../testbed/pipeline/runtime.ts";
import { type LoadReport, loadReport } from "../testbed/report/load/load-report.ts";
import { figure } from "../testbed/report/load/load-words.ts";
import { type Benchmark } from "./benchmark.ts";
import { measuredReport } from "./measured-report.ts";

const rate = 1_000;
/** As many readings as this are always on their way. */
const normalBacklog = rate / 10;

/**
 * When the backlog was gone, looked at from then on: the end of the first second that leaves no more than is always on its
 * way; NaN when none does.
 */
export function goneAtMs(seconds: LoadReport["seconds"], fromMs: number): number {
  // Seconds stand at their beginning; the backlog is that of their end.
  const ends = seconds.map(({ atMs, backlog: left }) => ({ endMs: atMs + 1_000, left }));
  return ends.find(({ endMs, left }) => endMs > fromMs && left < normalBacklog)?.endMs ?? Number.NaN;
}

/** How soon the backlog of 30 s without Connect is gone. */
export const backlog: Benchmark = {
  name: "backlog",
  runtimes,
  async run(_progress, signal, runtime) {
    const load = ["--devices", "200", "--rate", String(rate), "--warm-up", "10s", "--for", "75s"];
    const fault = ["--fault", "stop connect", "--outage", "30s"];
    const report = loadReport.parse(
      await measuredReport(["load", "--runtime", runtime, ...load, ...fault], "report.json", signal),
    );
    if (report.incomplete !== null || report.fault === null) throw new Error(report.incomplete ?? "no fault");
    const { injectedMs, healedMs, usableMs } = report.fault;
    const goneMs = goneAtMs(report.seconds, healedMs);
    const most = Math.max(...report.seconds.map(({ backlog: left }) => left));
    return {
      figures: {
        drainedMs: goneMs - healedMs,
        drainedFromUsableMs: goneMs - (usableMs ?? Number.NaN),
        lost: report.counts.lost,
        reordered: report.counts.reordered,
      },
      details: [
        `1,000 readings/s of 200 devices; Connect stopped at ${injectedMs / 1_000} s, started again at ${healedMs / 1_000} s, usable at ${usableMs === null ? "–" : usableMs / 1_000} s, nothing left at ${goneMs / 1_000} s. The figure counts from the start, so that Connect's own start is in it.`,
        `At most ${figure(most)} readings were on their way; none left means fewer than ${normalBacklog}, looked at once a second.`,
        `${figure(report.counts.made)} made, ${report.counts.lost} lost, ${report.counts.duplicates} repeated, ${report.counts.reordered} reordered.`,
      ],
    };
  },
};
