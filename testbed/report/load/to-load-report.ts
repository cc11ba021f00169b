import { type Histogram } from "hdr-histogram-js";
import { partNames } from "../../../services/shared/topology.ts";
import { faultName } from "../../faults/spec/resolved-fault.ts";
import { imbalances } from "../../ledger/invariants.ts";
import { latencySpans } from "../../load/latencies.ts";
import { type LoadRun } from "../../load/load-run.ts";
import { type LoadPlan } from "../../load/load-run-options.ts";
import { flowStages } from "../../load/timeline.ts";
import { type Budget, excesses } from "../../run/budget.ts";
import { environmentOf } from "../environment.ts";
import { nameOfTested } from "../name-of-tested.ts";
import { named } from "../named-anomalies.ts";
import { type LoadReport, loadReportVersion } from "./load-report.ts";

/** What a report says beside what the run measured. */
export interface LoadReportFrame {
  readonly runtime: LoadReport["load"]["runtime"];
  readonly startedAt: Date;
  readonly budget: Budget;
}

/** The points of the curve that the chart shows: ever denser towards 100, as "Latency by percentile" charts are. */
const ticksPerHalfDistance = 5;
/** From here on the tester may have been what held up the pipeline. */
const tooLateMs = 50;
const tooManyLatePercent = 1;
const tooBusyPercent = 90;
const machineFullPercent = 95;

/** The report of a load run. */
export function toLoadReport(
  plan: LoadPlan,
  run: LoadRun,
  { runtime, startedAt, budget }: LoadReportFrame,
): LoadReport {
  const { measurement, incomplete, usage } = run;
  const { loadBegan, loadEnd, latencies, timeline, ledger } = measurement;
  const verdict = ledger.verdict();
  const relativeMs = (at: number) => Math.round((at - loadBegan) / 1_000);
  const { devices, ratePerSecond, warmUpMs, forMs, qos, connections, profile, lateAfterMs, seed } = plan;
  const tester = testerHealth(run);
  return {
    version: loadReportVersion,
    startedAt: startedAt.toISOString(),
    incomplete: incomplete ?? null,
    load: {
      ...{ runtime, bridge: nameOfTested(plan), trace: plan.traceCarrier },
      ...{ devices, ratePerSecond, warmUpMs, forMs, qos, connections, profile, lateAfterMs, seed },
    },
    environment: environmentOf(run.brokerVersion, run.kafkaVersion),
    counts: verdict.counts,
    lostAt: verdict.lostAt,
    largestDisplacement: verdict.largestDisplacement,
    anomalies: named(verdict.anomalies),
    imbalances: imbalances(verdict.counts),
    latencyMs: Object.fromEntries(
      latencySpans.map((span) => [span, latenciesIn(latencies.histograms[span])]),
    ) as LoadReport["latencyMs"],
    throughput: {
      ...(Object.fromEntries(
        flowStages.map((stage) => [stage, tenths(timeline.rate(stage, loadBegan, loadEnd))]),
      ) as Record<(typeof flowStages)[number], number>),
      untilDrained: tenths(rateUntilDrained(run)),
    },
    seconds: timeline.seconds.map(({ beganAt, latency, made, acknowledged, inKafka, consumed, backlog }) => ({
      atMs: relativeMs(beganAt),
      ...{ made, acknowledged, inKafka, consumed, backlog },
      p50: latency ? milliseconds(latency.p50) : null,
      p99: latency ? milliseconds(latency.p99) : null,
      max: latency ? milliseconds(latency.max) : null,
    })),
    fault:
      run.fault && plan.fault
        ? {
            name: faultName(plan.fault.breakage),
            injectedMs: relativeMs(run.fault.injectedAt),
            healedMs: relativeMs(run.fault.healedAt),
            usableMs: run.fault.usableAt === undefined ? null : relativeMs(run.fault.usableAt),
          }
        : null,
    drain: run.drain
      ? {
          ended: run.drain.ended,
          ms: Math.round(run.drain.tookMs),
          outstanding: run.drain.outstanding,
          quietMs: plan.quietMs,
        }
      : null,
    usage: Object.fromEntries(
      partNames.map((part) => {
        const used = usage.of(part);
        return [
          part,
          used === undefined
            ? null
            : { ...used, cpuSeconds: tenths(used.cpuSeconds), peakMiB: tenths(used.peakMiB) },
        ];
      }),
    ) as LoadReport["usage"],
    tester,
    bottleneck: bottleneckOf(tester, verdict.counts.made),
    budget,
    // What was on its way when the run was cut short is not lost.
    outside: incomplete === undefined ? excesses(verdict.counts, budget) : [],
  };
}

function latenciesIn(histogram: Histogram): LoadReport["latencyMs"]["endToEnd"] {
  const { totalCount } = histogram;
  if (totalCount === 0) return null;
  const at = (percentile: number) => milliseconds(histogram.getValueAtPercentile(percentile));
  return {
    count: totalCount,
    mean: milliseconds(histogram.mean),
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: milliseconds(histogram.maxValue),
    curve: percentiles(totalCount).map((percentile) => [percentile, at(percentile)]),
  };
}

/** So many steps on every halving of the distance to 100, as far as there are values to tell them apart. */
function percentiles(count: number): number[] {
  const found: number[] = [];
  for (let distance = 100; distance > 100 / count; distance /= 2) {
    for (let tick = 0; tick < ticksPerHalfDistance; tick += 1) {
      found.push(100 - distance + (tick * distance) / 2 / ticksPerHalfDistance);
    }
  }
  return [...found, 100];
}

function rateUntilDrained({ measurement }: LoadRun): number {
  const { firstMadeAt, lastArrivalAt, arrived } = measurement;
  if (firstMadeAt === undefined || lastArrivalAt === undefined || lastArrivalAt <= firstMadeAt) return 0;
  return (arrived * 1e6) / (lastArrivalAt - firstMadeAt);
}

function testerHealth(run: LoadRun): LoadReport["tester"] {
  const { count, latestMs } = run.measurement.lateMaking;
  const publisher = run.usage.of("publisher");
  const delays = (given: { readonly p50: number; readonly p99: number; readonly max: number }) => ({
    p50: tenths(given.p50),
    p99: tenths(given.p99),
    max: tenths(given.max),
  });
  return {
    publisherDelayMs: run.publisherDelayMs ? delays(run.publisherDelayMs) : null,
    testerDelayMs: delays(run.testerDelayMs),
    madeLate: count,
    latestMs: tenths(latestMs),
    publisherPercent: publisher ? tenths((100 * publisher.cpuSeconds) / run.usageSeconds) : null,
    machinePercent: tenths(run.machinePercent),
  };
}

function bottleneckOf(tester: LoadReport["tester"], made: number): string[] {
  const { publisherDelayMs, testerDelayMs, madeLate, publisherPercent, machinePercent } = tester;
  const latePercent = made === 0 ? 0 : (100 * madeLate) / made;
  return [
    ...(publisherDelayMs && publisherDelayMs.p99 > tooLateMs
      ? [`the publisher's event loop was late by ${publisherDelayMs.p99} ms (p99)`]
      : []),
    ...(testerDelayMs.p99 > tooLateMs
      ? [`the event loop of what measures was late by ${testerDelayMs.p99} ms (p99)`]
      : []),
    ...(latePercent > tooManyLatePercent
      ? [`${tenths(latePercent)} % of the readings were made more than 20 ms after they were due`]
      : []),
    ...(publisherPercent !== null && publisherPercent > tooBusyPercent
      ? [`the publisher used ${publisherPercent} % of a core`]
      : []),
    ...(machinePercent > machineFullPercent
      ? [`the machine, which the tester shares with the pipeline, was busy to ${machinePercent} %`]
      : []),
  ];
}

function milliseconds(micros: number): number {
  return Math.round(micros / 10) / 100;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
