import { type PartName, partNames } from "../../services/shared/topology.ts";
import { limitMs } from "../../testbed/faults/definition/recovery-limit.ts";
import { recoveryLimitOf } from "../../testbed/faults/spec/resolved-fault.ts";
import { productNames } from "../../testbed/pipeline/part.ts";
import { type Runtime, runtimes } from "../../testbed/pipeline/runtime.ts";
import { type DrillReport } from "../../testbed/report/drill/drill-report.ts";
import { seconds } from "../../testbed/report/text/seconds.ts";
import { defaultOutageMs } from "../../testbed/run/engine/fault-window.ts";
import { type Benchmark, type BenchmarkContext, type Finding, type Measure } from "../benchmark.ts";
import { hundredths } from "../median-ratio.ts";
import { measuredDrill } from "./measured-run.ts";

/** For parts for which a drill promises nothing. */
const unpromisedMs = 3_000;

/** Recovery of a part after its kill, in one runtime. */
export interface Recovery {
  /** NaN if it did not recover. */
  readonly ms: number;
  readonly allowedMs: number;
}

/** Time to new readings after kill -9 of each part. */
export const recovery: Benchmark = {
  name: "recovery",
  runtimes,
  takesBridges: false,
  minutes: { local: 3, compose: 5 },
  measures: partNames.map(measureOf),
  async run(context) {
    const findings = { local: begunFinding(), compose: begunFinding() };
    for (const part of partNames) {
      const measured = new Map<Runtime, Recovery>();
      for (const runtime of context.runtimes) {
        const { figures, details } = findings[runtime];
        const { recovered, report } = await recoveryOf(part, runtime, context);
        measured.set(runtime, recovered);
        figures[`${part}Ms`] = recovered.ms;
        figures[`${part}AllowedMs`] = Math.round(recovered.allowedMs);
        if (runtime === "compose")
          figures[`${part}Times`] = hundredths(recovered.ms / (measured.get("local")?.ms ?? Number.NaN));
        details.push(lineOf(part, recovered, report));
        context.progress(`${runtime}: ${details.at(-1)}`);
      }
    }
    const { local, compose } = findings;
    return context.runtimes.includes("compose") ? { local, compose } : { local };
  },
};

function measureOf(part: PartName): Measure {
  const ms = `${part}Ms`;
  const allowed = `${part}AllowedMs`;
  const times = `${part}Times`;
  const product = productNames[part];
  return {
    measure: `recovery after kill -9 of ${product} at 500/s`,
    targets: {
      local: {
        target: "≤ what a drill allows",
        shown: (of) => `${seconds(of(ms))} (allowed: ${seconds(of(allowed))})`,
        isMet: (of) => of(ms) <= of(allowed),
      },
      compose: {
        target: "≤ 2 × as processes, and what a drill allows",
        shown: (of) => `${of(times)} ×, ${seconds(of(ms))} (allowed: ${seconds(of(allowed))})`,
        isMet: (of) => of(times) <= 2 && of(ms) <= of(allowed),
      },
    },
  };
}

function begunFinding(): Finding & { readonly figures: Record<string, number>; readonly details: string[] } {
  return {
    figures: {},
    details: [
      "A drill for each part at 500 readings/s, away for 3 s: from the start of the new process to the first new readings at the consumer, one in every partition. In turns as processes and in containers.",
    ],
  };
}

async function recoveryOf(part: PartName, runtime: Runtime, context: BenchmarkContext) {
  const report = await drillOf("kill", part, runtime, context);
  const plannedMs =
    needsPlannedRestart(part) && runtime === "compose"
      ? (await drillOf("stop", part, runtime, context)).recovery.ms
      : report.recovery.cleanMs;
  const recovered = {
    ms: report.recovery.ms ?? Number.NaN,
    allowedMs: allowedMs(part, plannedMs, report.recovery.uncleanStartMs),
  };
  return { recovered, report };
}

async function drillOf(kind: "kill" | "stop", part: PartName, runtime: Runtime, context: BenchmarkContext) {
  const fault = { spec: { kind, part }, outageMs: defaultOutageMs } as const;
  return await measuredDrill(context, runtime, { fault });
}

/** Whether the limit refers to a planned restart. In containers, where drills promise nothing, they do not measure one. */
function needsPlannedRestart(part: PartName): boolean {
  return recoveryLimitOf({ kind: "kill", part }).kind === "planned restart";
}

/**
 * Returns the recovery time that a drill of processes allows after a kill of this part, with the references of either runtime; NaN
 * if they were not measured. `plannedMs`: recovery after a planned restart. `startMs`: start of the part after the kill.
 */
export function allowedMs(part: PartName, plannedMs: number | null, startMs: number | null): number {
  const limit = recoveryLimitOf({ kind: "kill", part });
  if (limit.kind === "none") return unpromisedMs;
  const references = { plannedMs: plannedMs ?? undefined, startMs: startMs ?? undefined };
  return limitMs(limit, references) ?? Number.NaN;
}

function lineOf(part: PartName, { ms, allowedMs: allowed }: Recovery, { counts }: DrillReport): string {
  const back = Number.isNaN(ms) ? "not back" : seconds(ms);
  return `${productNames[part]}: ${back} (allowed: ${seconds(allowed)}); ${counts.lost} lost, ${counts.duplicates} repeated, ${counts.reordered} reordered.`;
}
