import { partNames } from "../../../services/shared/topology.ts";
import { faultName } from "../../faults/spec/resolved-fault.ts";
import { latencySpans } from "../../load/latencies.ts";
import { type LoadRun } from "../../load/load-run.ts";
import { type LoadRunOptions } from "../../load/load-run-options.ts";
import { type UsageWatch } from "../../load/machine/usage-watch.ts";
import { flowStages, type Timeline } from "../../load/timeline.ts";
import { disturbancesOf } from "../../run/judgement/disturbance.ts";
import { judgementOn } from "../../run/judgement/judgement.ts";
import { measuredRecovery } from "../../run/judgement/measured-recovery.ts";
import { testedName } from "../../run/tested-name.ts";
import { environmentOf } from "../fields/environment.ts";
import { faultTimesMs } from "../fields/fault-times.ts";
import { named } from "../fields/named-anomalies.ts";
import { toIndependentReading } from "../fields/to-independent-reading.ts";
import { latencyFigures } from "./latency-figures.ts";
import { type LoadReport, loadReportVersion } from "./load-report.ts";
import { milliseconds, tenths } from "./rounding.ts";
import { bottleneckOf, testerHealth } from "./tester-health.ts";

/** Converts times of the monotonic clock, in µs, to milliseconds since the start of the load. */
type ToMs = (at: number) => number;

/** Returns the report of a load run. */
export function toLoadReport(options: LoadRunOptions, run: LoadRun, startedAt: Date): LoadReport {
  const { measurement, incomplete } = run;
  const { latencies, timeline, ledger, independentReading } = measurement;
  const verdict = ledger.verdict();
  const { counts, lostAt, largestDisplacement, anomalies } = verdict;
  const toMs = (at: number) => Math.round((at - measurement.loadBegan) / 1_000);
  const tester = testerHealth(run);
  const { recovery } = measurement.flow;
  const { recoveryMs, recoveryLimitMs: limitMs } = run;
  const rules = {
    ...{ budget: options.budget, qos: options.qos, incomplete: incomplete ?? null },
    ...{ pace: run.pace, independentReading, consumerEvidence: measurement.consumerEvidence },
    disturbances: disturbancesOf(run.fault, recovery?.recoveredAt),
    recovery: measuredRecovery(recovery, run),
  };
  return {
    version: loadReportVersion,
    startedAt: startedAt.toISOString(),
    ...judgementOn(verdict, rules),
    load: conditions(options),
    pace: run.pace ?? null,
    environment: environmentOf(run.brokerVersion, run.kafkaVersion),
    ...{ counts, lostAt, largestDisplacement },
    anomalies: named(anomalies, rules, toMs),
    independentReading: toIndependentReading(independentReading),
    latencyMs: Object.fromEntries(
      latencySpans.map((span) => [span, latencyFigures(latencies.histograms[span])]),
    ) as LoadReport["latencyMs"],
    throughput: throughput(run),
    seconds: seconds(timeline, toMs),
    fault: fault(options, run, toMs),
    recovery: recovery
      ? { ms: recoveryMs === undefined ? null : Math.round(recoveryMs), limitMs: limitMs ?? null }
      : null,
    drain: run.drain
      ? {
          ended: run.drain.ended,
          ms: Math.round(run.drain.lastArrivalMs),
          outstanding: run.drain.outstanding,
          quietMs: run.drain.quietMs,
        }
      : null,
    usage: partUsage(run.machine.usage),
    tester,
    bottleneck: bottleneckOf(tester, counts.made),
    budget: options.budget,
  };
}

function conditions(options: LoadRunOptions): LoadReport["load"] {
  const { devices, ratePerSecond, warmUpMs, forMs, qos, connections, profile, lateAfterMs, seed } = options;
  return {
    runtime: options.runtime,
    secure: options.secure ?? false,
    bridge: testedName(options),
    trace: options.traceCarrier,
    ratePerSecond: Number.isFinite(ratePerSecond) ? ratePerSecond : null,
    ...{ devices, warmUpMs, forMs, qos, connections, profile, lateAfterMs, seed },
  };
}

function throughput({ measurement }: LoadRun): LoadReport["throughput"] {
  const rates = Object.fromEntries(
    flowStages.map((stage) => [stage, tenths(measurement.rate(stage))]),
  ) as Record<(typeof flowStages)[number], number>;
  return { ...rates, untilDrained: tenths(measurement.rateUntilDrained) };
}

function seconds(timeline: Timeline, toMs: ToMs): LoadReport["seconds"] {
  return timeline.seconds.map(({ beganAt, latency, made, acknowledged, inKafka, consumed, backlog }) => ({
    atMs: toMs(beganAt),
    ...{ made, acknowledged, inKafka, consumed, backlog },
    p50: latency ? milliseconds(latency.p50) : null,
    p99: latency ? milliseconds(latency.p99) : null,
    max: latency ? milliseconds(latency.max) : null,
  }));
}

function fault(
  { fault: window }: LoadRunOptions,
  { fault: times }: LoadRun,
  toMs: ToMs,
): LoadReport["fault"] {
  if (window === undefined || times === undefined) return null;
  return {
    name: faultName(window.spec),
    ...faultTimesMs(times, toMs),
    usableMs: times.usableAt === undefined ? null : toMs(times.usableAt),
  };
}

function partUsage(usage: UsageWatch): LoadReport["usage"] {
  const rounded = partNames.map((part) => {
    const used = usage.of(part);
    return [
      part,
      used ? { ...used, cpuSeconds: tenths(used.cpuSeconds), peakMiB: tenths(used.peakMiB) } : null,
    ];
  });
  return Object.fromEntries(rounded) as LoadReport["usage"];
}
