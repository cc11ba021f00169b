import { runtimes } from "../../testbed/pipeline/runtime.ts";
import { type LoadReport } from "../../testbed/report/load/load-report.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { type Benchmark, type Finding } from "../benchmark.ts";
import { measuredLoad } from "./measured-run.ts";

const ratePerSecond = 1_000;
/** Readings that are on their way at any time. */
const normalBacklog = ratePerSecond / 10;

/**
 * Returns when the backlog is gone: the end of the first second after `fromMs` that leaves fewer readings than are on their
 * way at any time; NaN if there is none.
 */
export function goneAtMs(seconds: LoadReport["seconds"], fromMs: number): number {
  // The time of a second is its beginning, its backlog that of its end.
  const ends = seconds.map(({ atMs, backlog: left }) => ({ endMs: atMs + 1_000, left }));
  return ends.find(({ endMs, left }) => endMs > fromMs && left < normalBacklog)?.endMs ?? Number.NaN;
}

/** Time until the backlog of 30 s without Connect is gone. */
export const backlog: Benchmark = {
  name: "backlog",
  runtimes,
  targets: [
    {
      measure: "backlog after 30 s without Connect at 1,000/s, nothing lost, order kept",
      target: "gone in ≤ 10 s",
      shown: (of) =>
        `${(of("drainedMs") / 1_000).toFixed(1)} s, ${of("lost")} lost, ${of("reordered")} reordered`,
      isMet: (of) => of("drainedMs") <= 10_000 && of("lost") === 0 && of("reordered") === 0,
    },
  ],
  async run(context) {
    const report = await measuredLoad(context, {
      devices: 200,
      ratePerSecond,
      forMs: 75_000,
      fault: { spec: { kind: "stop", part: "bridge" }, outageMs: 30_000 },
    });
    return findingOf(report);
  },
};

function findingOf({ fault, seconds, counts }: LoadReport): Finding {
  if (fault === null) throw new Error("the load run had no fault");
  const { injectedMs, healedMs, usableMs } = fault;
  const goneMs = goneAtMs(seconds, healedMs);
  const most = Math.max(...seconds.map(({ backlog: left }) => left));
  return {
    figures: {
      drainedMs: goneMs - healedMs,
      drainedFromUsableMs: goneMs - (usableMs ?? Number.NaN),
      lost: counts.lost,
      reordered: counts.reordered,
    },
    details: [
      `1,000 readings/s of 200 devices; Connect stopped at ${injectedMs / 1_000} s, started again at ${healedMs / 1_000} s, usable at ${usableMs === null ? "–" : usableMs / 1_000} s, nothing left at ${goneMs / 1_000} s. The figure counts from the start, so that Connect's own start is in it.`,
      `At most ${figure(most)} readings were on their way; none left means fewer than ${normalBacklog}, looked at once a second.`,
      `${figure(counts.made)} made, ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`,
    ],
  };
}
