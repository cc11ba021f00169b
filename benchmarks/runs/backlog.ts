import { type Runtime, runtimes } from "../../testbed/pipeline/runtime.ts";
import { type LoadReport } from "../../testbed/report/load/load-report.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { seconds } from "../../testbed/report/text/seconds.ts";
import { type Benchmark, type Figures } from "../benchmark.ts";
import { isComplete } from "../is-complete.ts";
import { hundredths } from "../median-ratio.ts";
import { measuredLoad } from "./measured-run.ts";

const ratePerSecond = 1_000;
/** Readings that are on their way at any time. */
const normalBacklog = ratePerSecond / 10;

/**
 * Returns when the backlog is gone: the end of the first second after `fromMs` that leaves fewer readings than are on their
 * way at any time; NaN if there is none.
 */
export function goneAtMs(each: LoadReport["seconds"], fromMs: number): number {
  // The time of a second is its beginning, its backlog that of its end.
  const ends = each.map(({ atMs, backlog: left }) => ({ endMs: atMs + 1_000, left }));
  return ends.find(({ endMs, left }) => endMs > fromMs && left < normalBacklog)?.endMs ?? Number.NaN;
}

/** Time until the backlog of 30 s without Connect is gone. */
export const backlog: Benchmark = {
  name: "backlog",
  runtimes,
  takesBridges: false,
  minutes: { local: 2, compose: 2 },
  measures: [
    {
      measure: "backlog after 30 s without Connect at 1,000/s, nothing lost, order kept",
      targets: {
        local: {
          target: "gone in ≤ 10 s",
          shown: drained,
          isMet: (of) => of("drainedMs") <= 10_000 && isComplete(of),
        },
        compose: {
          target: "gone in ≤ 2 × as processes",
          shown: (of) => `${of("times")} ×, ${drained(of)}`,
          isMet: (of) => of("times") <= 2 && isComplete(of),
        },
      },
    },
  ],
  async run(context) {
    const drain = async (runtime: Runtime) => {
      const { report } = await measuredLoad(context, runtime, {
        devices: 200,
        ratePerSecond,
        forMs: 75_000,
        fault: { spec: { kind: "stop", part: "bridge" }, outageMs: 30_000 },
      });
      return findingOf(report);
    };
    const local = await drain("local");
    if (!context.runtimes.includes("compose")) return { local };
    const { figures, details } = await drain("compose");
    const times = hundredths(figures.drainedMs / local.figures.drainedMs);
    return { local, compose: { figures: { ...figures, times }, details } };
  },
};

function drained(of: Figures): string {
  return `${seconds(of("drainedMs"))}, ${of("lost")} lost, ${of("reordered")} reordered`;
}

function findingOf({ fault, seconds: each, counts }: LoadReport) {
  if (fault === null) throw new Error("the load run had no fault");
  const { injectedMs, healedMs, usableMs } = fault;
  const goneMs = goneAtMs(each, healedMs);
  const most = Math.max(...each.map(({ backlog: left }) => left));
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
