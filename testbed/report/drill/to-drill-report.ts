import { type DrillRun } from "../../drill/drill.ts";
import { type DrillOptions } from "../../drill/drill-options.ts";
import { lyingGreen } from "../../drill/lying-green.ts";
import { autosaveMs } from "../../drill/observation.ts";
import { startMs } from "../../drill/recovery-limit.ts";
import { imbalances } from "../../ledger/invariants.ts";
import { taps } from "../../ledger/tap.ts";
import { type Budget, excesses } from "../../run/budget.ts";
import { environmentOf } from "../environment.ts";
import { nameOfTested } from "../name-of-tested.ts";
import { named } from "../named-anomalies.ts";
import { type DrillReport, drillReportVersion } from "./drill-report.ts";
import { faultFieldsOf } from "./fault-fields.ts";

/** What a report says beside what the drill found. */
export interface ReportFrame {
  readonly runtime: DrillReport["drill"]["runtime"];
  readonly startedAt: Date;
  readonly budget: Budget;
}

/** The report of a drill that was carried out. */
export function toDrillReport(
  options: DrillOptions,
  run: DrillRun,
  { runtime, startedAt, budget }: ReportFrame,
): DrillReport {
  const { fault, down, ratePerSecond, devices, forMs, outageMs, qos, toggleEveryMs, lateAfterMs, seed } =
    options;
  const { claims, changes, samples, atRisk, arrivals, ledger, kafkaVersion } = run.observation;
  const verdict = ledger.verdict();
  const relativeMs = (at: number) => Math.round((at - run.loadBegan) / 1_000);
  const relativeOrNull = (at: number) => (Number.isFinite(at) ? relativeMs(at) : null);
  const round = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms));
  return {
    version: drillReportVersion,
    startedAt: startedAt.toISOString(),
    drill: {
      runtime,
      bridge: nameOfTested(options),
      trace: options.traceCarrier,
      ...faultFieldsOf(fault),
      down: down ?? null,
      ...{ ratePerSecond, devices, forMs, outageMs, qos, lateAfterMs, seed },
      toggleEveryMs: toggleEveryMs ?? null,
    },
    environment: environmentOf(claims.brokerVersion, kafkaVersion),
    counts: verdict.counts,
    devices: verdict.devices.map(({ device, counts, lostAt }) => ({ device, counts, lostAt })),
    lostAt: verdict.lostAt,
    lostDeadLettered: verdict.lostDeadLettered,
    lostTime: verdict.lostTime
      ? {
          firstMadeMs: relativeMs(verdict.lostTime.firstAt),
          lastMadeMs: relativeMs(verdict.lostTime.lastAt),
        }
      : null,
    largestDisplacement: verdict.largestDisplacement,
    uncheckedBytes: verdict.uncheckedBytes,
    uncheckedStatuses: verdict.uncheckedStatuses,
    unjudgedDeactivations: verdict.unjudgedDeactivations,
    anomalies: named(verdict.anomalies),
    evidence: {
      taps: ["publisher", ...verdict.taps, "consumer"],
      imbalances: imbalances(verdict.counts),
      gaps: Object.fromEntries(
        taps.map((tap) => [
          tap,
          verdict.gaps[tap].map(({ from, to }) => ({
            fromMs: relativeOrNull(from),
            toMs: relativeOrNull(to),
          })),
        ]),
      ) as DrillReport["evidence"]["gaps"],
    },
    fault: run.fault
      ? { injectedMs: relativeMs(run.fault.injectedAt), healedMs: relativeMs(run.fault.healedAt) }
      : null,
    recovery: {
      ms: round(run.recoveryMs),
      limitMs: round(run.recoveryLimitMs),
      cleanMs: round(run.cleanRecoveryMs),
      uncleanStartMs: round(run.uncleanStart && startMs(run.uncleanStart)),
    },
    bridgeEnded: run.bridgeEnded
      ? { atMs: relativeMs(run.bridgeEnded.at), reason: run.bridgeEnded.reason }
      : null,
    longestSilenceMs: Math.round(arrivals.longestSilenceMs),
    drain: {
      ended: run.drain.ended,
      ms: Math.round(run.drain.tookMs),
      outstanding: run.drain.outstanding,
      quietMs: Math.round(run.drain.quietMs),
    },
    atRisk: fault.kind === "kill" && fault.part === "mqtt" ? { readings: atRisk.readings, autosaveMs } : null,
    claims: {
      lyingGreen: lyingGreen(samples.filter(({ at }) => at <= run.loadEnded)).map(
        ({ part, forMs: lieMs, says }) => ({
          part,
          forMs: Math.round(lieMs),
          says,
        }),
      ),
      changes: Object.fromEntries(
        [...changes.all].map(([part, all]) => [
          part,
          all.map(({ at, healthy, says }) => ({ atMs: relativeMs(at), healthy, says })),
        ]),
      ) as DrillReport["claims"]["changes"],
      brokerDropped: claims.brokerDropped,
      brokerQueuedMost: claims.brokerQueuedMost,
      consumerLagMost: claims.consumerLagMost,
    },
    budget,
    outside: excesses(verdict.counts, budget),
  };
}
