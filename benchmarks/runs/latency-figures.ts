import { type LoadReport } from "../../testbed/report/load/load-report.ts";
import { median } from "../../testbed/report/median.ts";
import { hundredths, medianRatio, thousandths } from "../median-ratio.ts";
import { sumOf } from "../processor/cores.ts";
import { type MeasuredLoad } from "./measured-run.ts";

/** Load runs of the benchmark latency, one of each kind in every round. */
export interface Loads {
  /** As processes, after 10 s of load; the others after 90 s. */
  readonly cold: readonly MeasuredLoad[];
  readonly local: readonly MeasuredLoad[];
  readonly handWritten: readonly MeasuredLoad[];
  readonly compose: readonly MeasuredLoad[];
}

/** Returns the figures as processes. */
export function localFigures({ cold, local, handWritten }: Loads): Record<string, number> {
  return {
    ...latenciesOf(local),
    handWrittenP50Ms: median(handWritten.map(percentile("p50"))),
    handWrittenP99Ms: median(handWritten.map(percentile("p99"))),
    coldP99Ms: median(cold.map(percentile("p99"))),
    ...coresOf(local),
  };
}

/** Returns the figures in containers. Ratios to those as processes are taken round by round. */
export function composeFigures({ local, compose }: Loads): Record<string, number> {
  const ratio = (value: (load: MeasuredLoad) => number) =>
    hundredths(medianRatio(compose.map(value), local.map(value)));
  return {
    ...latenciesOf(compose),
    timesP50: ratio(percentile("p50")),
    timesP99: ratio(percentile("p99")),
    ...coresOf(compose),
    timesPartsCores: ratio(({ cores }) => sumOf(cores.parts)),
    engineCores: thousandths(median(compose.map(({ cores }) => sumOf(cores.engine)))),
  };
}

/** Returns the end-to-end percentiles of a load run; NaN if nothing arrived. */
export function endToEnd({ latencyMs }: LoadReport): { readonly p50: number; readonly p99: number } {
  return latencyMs.endToEnd ?? { p50: Number.NaN, p99: Number.NaN };
}

function percentile(which: "p50" | "p99"): (load: MeasuredLoad) => number {
  return ({ report }) => endToEnd(report)[which];
}

function latenciesOf(loads: readonly MeasuredLoad[]): Record<string, number> {
  return {
    warmP50Ms: median(loads.map(percentile("p50"))),
    warmP99Ms: median(loads.map(percentile("p99"))),
  };
}

function coresOf(loads: readonly MeasuredLoad[]): Record<string, number> {
  return {
    connectCores: thousandths(median(loads.map(({ cores }) => cores.parts["bridge"] ?? Number.NaN))),
    partsCores: thousandths(median(loads.map(({ cores }) => sumOf(cores.parts)))),
  };
}
