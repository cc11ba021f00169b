import { type PartName } from "../../../services/shared/topology.ts";
import { type DrillRun } from "../../drill/drill.ts";
import { type DrillOptions } from "../../drill/drill-options.ts";
import { lyingGreen } from "../../drill/lying-green.ts";
import { autosaveMs } from "../../drill/observation.ts";
import { taps } from "../../ledger/tap.ts";
import { type Verdict } from "../../ledger/verdict/verdict.ts";
import { type ConsumerEvidence } from "../../pipeline/consumer/consumer-evidence.ts";
import { type FreeRules } from "../../run/judgement/free-readings.ts";
import { type JudgementRules, judgementOn } from "../../run/judgement/judgement.ts";
import { measuredRecovery } from "../../run/judgement/measured-recovery.ts";
import { needsPlannedRestart } from "../../run/judgement/recovery-limit.ts";
import { startMs } from "../../run/start-ms.ts";
import { bridgeName, consumerName } from "../../run/tested-name.ts";
import { environmentOf } from "../fields/environment.ts";
import { faultTimesMs } from "../fields/fault-times.ts";
import { named } from "../fields/named-anomalies.ts";
import { toIndependentReading } from "../fields/to-independent-reading.ts";
import { type DrillReport, drillReportVersion } from "./drill-report.ts";
import { faultFieldsOf } from "./fault-fields.ts";

/** Converts times of the monotonic clock, in µs, to milliseconds since the start of the load. */
type ToMs = (at: number) => number;

/** Returns the report of a drill. */
export function toDrillReport(options: DrillOptions, run: DrillRun, startedAt: Date): DrillReport {
  const { claims, arrivals, ledger, kafkaVersion } = run.observation;
  const verdict = ledger.verdict();
  const toMs = (at: number) => Math.round((at - run.loadBegan) / 1_000);
  const rules = judgementRules(options, run);
  return {
    version: drillReportVersion,
    startedAt: startedAt.toISOString(),
    ...judgementOn(verdict, rules),
    drill: conditions(options),
    environment: environmentOf(claims.brokerVersion, kafkaVersion),
    ...findings(verdict, rules, toMs),
    evidence: evidence(verdict, run.observation.consumerEvidence, toMs),
    independentReading: toIndependentReading(run.observation.independentReading),
    fault: run.fault ? faultTimesMs(run.fault, toMs) : null,
    recovery: recovery(run),
    bridgeEnded: ended("bridge", run, toMs),
    consumerEnded: ended("consumer", run, toMs),
    longestSilenceMs: Math.round(arrivals.longestSilenceMs),
    drain: {
      ended: run.drain.ended,
      ms: Math.round(run.drain.tookMs),
      outstanding: run.drain.outstanding,
      quietMs: Math.round(run.drain.quietMs),
    },
    atRisk: readingsAtRisk(options, run),
    claims: claimed(run, toMs),
    budget: options.budget,
  };
}

function judgementRules(options: DrillOptions, run: DrillRun): JudgementRules {
  const { budget, qos, earlierDisturbances = [] } = options;
  const { plannedRestartFailed: failed } = run;
  return {
    ...{ budget, qos, incomplete: null, independentReading: run.observation.independentReading },
    consumerEvidence: run.observation.consumerEvidence,
    disturbances: [...earlierDisturbances, ...run.disturbances],
    ...(failed !== undefined && needsPlannedRestart(options)
      ? { unknownLimit: `the planned restart failed: ${failed}` }
      : {}),
    recovery: measuredRecovery(run.observation.flow.recovery, run),
  };
}

function conditions(options: DrillOptions): DrillReport["drill"] {
  const { ratePerSecond, devices, forMs, qos, lateAfterMs, seed, runtime, fault: window } = options;
  const { spec = { kind: "none" as const }, outageMs = 0, down = null } = window ?? {};
  return {
    runtime,
    secure: options.secure ?? false,
    bridge: bridgeName(options),
    consumer: options.consumer === undefined ? null : consumerName(options.consumer),
    trace: options.traceCarrier,
    ...faultFieldsOf(spec),
    down,
    ...{ ratePerSecond, devices, forMs, outageMs, qos, lateAfterMs, seed },
    toggleEveryMs: options.toggleEveryMs ?? null,
  };
}

function findings(verdict: Verdict, rules: FreeRules, toMs: ToMs) {
  const { counts, devices, lostAt, lostDeadLettered, lostTime, largestDisplacement } = verdict;
  const { uncheckedBytes, uncheckedStatuses, unjudgedDeactivations } = verdict;
  return {
    counts,
    devices: devices.map(({ device, counts: ofDevice, lostAt: lostOfDevice }) => ({
      device,
      counts: ofDevice,
      lostAt: lostOfDevice,
    })),
    ...{ lostAt, lostDeadLettered, largestDisplacement },
    lostTime: lostTime ? { firstMadeMs: toMs(lostTime.firstAt), lastMadeMs: toMs(lostTime.lastAt) } : null,
    ...{ uncheckedBytes, uncheckedStatuses, unjudgedDeactivations },
    anomalies: named(verdict.anomalies, rules, toMs),
  };
}

function ended(part: PartName, { partEnd }: DrillRun, toMs: ToMs): DrillReport["bridgeEnded"] {
  return partEnd?.part === part ? { atMs: toMs(partEnd.at), reason: partEnd.reason } : null;
}

function evidence(
  { taps: optional, filteredEvidence, gaps }: Verdict,
  consumer: ConsumerEvidence | undefined,
  toMs: ToMs,
): DrillReport["evidence"] {
  const finiteMs = (at: number) => (Number.isFinite(at) ? toMs(at) : null);
  return {
    taps: ["publisher", ...optional, "consumer"],
    filtered: filteredEvidence,
    consumer: consumer === undefined ? null : { ...consumer, firstUnusable: consumer.firstUnusable ?? null },
    gaps: Object.fromEntries(
      taps.map((tap) => [
        tap,
        gaps[tap].map(({ from, to }) => ({ fromMs: finiteMs(from), toMs: finiteMs(to) })),
      ]),
    ) as DrillReport["evidence"]["gaps"],
  };
}

function recovery({
  recoveryMs,
  recoveryLimitMs,
  cleanRecoveryMs,
  plannedRestartFailed,
  fault,
}: DrillRun): DrillReport["recovery"] {
  const round = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms));
  return {
    ms: round(recoveryMs),
    limitMs: round(recoveryLimitMs),
    cleanMs: round(cleanRecoveryMs),
    cleanFailed: plannedRestartFailed ?? null,
    uncleanStartMs: round(fault?.start && startMs(fault.start)),
  };
}

function readingsAtRisk({ fault: window }: DrillOptions, { observation }: DrillRun): DrillReport["atRisk"] {
  const spec = window?.spec;
  return spec?.kind === "kill" && spec.part === "mqtt"
    ? { readings: observation.atRisk.readings, autosaveMs }
    : null;
}

function claimed({ observation, loadEnded }: DrillRun, toMs: ToMs): DrillReport["claims"] {
  const { claims, changes, samples } = observation;
  const contradicted = lyingGreen(samples.filter(({ at }) => at <= loadEnded));
  return {
    lyingGreen: contradicted.map(({ part, forMs, says }) => ({ part, forMs: Math.round(forMs), says })),
    changes: Object.fromEntries(
      [...changes.all].map(([part, all]) => [
        part,
        all.map(({ at, healthy, says }) => ({ atMs: toMs(at), healthy, says })),
      ]),
    ) as DrillReport["claims"]["changes"],
    brokerDropped: claims.brokerDropped,
    brokerQueuedMost: claims.brokerQueuedMost,
    consumerLagMost: claims.consumerLagMost,
  };
}
