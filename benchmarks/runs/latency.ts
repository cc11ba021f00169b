import { handWritten } from "../../testbed/load/hand-written.ts";
import { type Bridge } from "../../testbed/pipeline/bridge.ts";
import { type Runtime, runtimes } from "../../testbed/pipeline/runtime.ts";
import { comparisonTable } from "../../testbed/report/comparison/comparison-table.ts";
import { type LoadReport } from "../../testbed/report/load/load-report.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { runFailure } from "../../testbed/run/run-failure.ts";
import { type SeriesResult } from "../../testbed/run/series.ts";
import { bridgeName } from "../../testbed/run/tested-name.ts";
import { type Benchmark, type BenchmarkContext } from "../benchmark.ts";
import { coresInWords } from "../processor/cores.ts";
import { composeFigures, endToEnd, type Loads, localFigures } from "./latency-figures.ts";
import { latencyMeasures } from "./latency-measures.ts";
import { type MeasuredLoad, measuredLoad } from "./measured-run.ts";

const rounds = 3;
const load = { devices: 200, ratePerSecond: 1_000, forMs: 30_000 };
const coldMs = 10_000;
const warmMs = 90_000;

/** One of the load runs that take turns. */
interface Turn {
  /** The figures that it is part of; `undefined` for a bridge of others. */
  readonly name: keyof Loads | undefined;
  readonly words: string;
  readonly runtime: Runtime;
  readonly warmUpMs: number;
  readonly bridge: Bridge | undefined;
}

/** End-to-end latency and processor time at 1,000 readings/s: in both runtimes, and through the hand-written bridge and others. */
export const latency: Benchmark = {
  name: "latency",
  runtimes,
  takesBridges: true,
  minutes: { local: 17, compose: 8 },
  measures: latencyMeasures,
  async run(context) {
    const loads: Record<keyof Loads, MeasuredLoad[]> = { cold: [], local: [], handWritten: [], compose: [] };
    const results: SeriesResult<LoadReport>[] = [];
    const details: Record<Runtime, string[]> = { local: [conditions], compose: [conditions] };
    // In turns: a machine that is slow for a while is slow for all of them.
    for (let round = 1; round <= rounds; round += 1) {
      for (const turn of turnsOf(context)) {
        const { name, words, runtime, bridge } = turn;
        const run = { name: `round ${round}`, bridge: bridgeName(bridge ? { bridge } : {}) };
        try {
          const measured = await measure(turn, context);
          const { report } = measured;
          if (name !== undefined) loads[name].push(measured);
          results.push({ ...run, report });
          details[runtime].push(`Round ${round}, ${words}, ${lineOf(measured)}`);
          context.progress(`round ${round}/${rounds}: ${words}, ${lineOf(measured)}`);
        } catch (error) {
          context.signal.throwIfAborted();
          // A failure of a bridge of others is a result, and ends nothing.
          if (name !== undefined) throw error;
          const { message: reason } = runFailure(error);
          results.push({ ...run, report: undefined, reason });
          context.progress(`round ${round}/${rounds}: ${run.bridge}: not measured: ${reason}`);
        }
      }
    }
    const local = { figures: localFigures(loads), details: details.local, table: comparisonTable(results) };
    if (!context.runtimes.includes("compose")) return { local };
    return { local, compose: { figures: composeFigures(loads), details: details.compose } };
  },
};

const conditions =
  "End to end, from when a reading was due to when it was consumed: 200 devices, 1,000 readings/s at QoS 1, measured for 30 s after 90 s of the same load (after 10 s where it says so); every run on a pipeline of its own, in turns. Processor time in cores, of the 30 s. Medians over the rounds.";

/** Returns the runs of a round. Beside other bridges only those that they are compared with. */
function turnsOf({ runtimes: where, bridges }: BenchmarkContext): Turn[] {
  const asProcesses = { words: "as processes", runtime: "local", warmUpMs: warmMs } as const;
  const ours = { ...asProcesses, name: "local", bridge: undefined } as const;
  const theirs = { ...asProcesses, name: "handWritten", bridge: handWritten } as const;
  if (bridges.length > 0)
    return [ours, theirs, ...bridges.map((bridge) => ({ ...asProcesses, name: undefined, bridge }))];
  const cold = { ...ours, name: "cold", words: "after 10 s", warmUpMs: coldMs } as const;
  const compose = { ...ours, name: "compose", words: "in containers", runtime: "compose" } as const;
  return [cold, ours, theirs, compose].filter(({ runtime }) => where.includes(runtime));
}

async function measure(
  { runtime, warmUpMs, bridge }: Turn,
  context: BenchmarkContext,
): Promise<MeasuredLoad> {
  const { traceCarrier } = context;
  const options = { ...load, warmUpMs, traceCarrier, ...(bridge ? { bridge } : {}) };
  return await measuredLoad(context, runtime, options);
}

function lineOf({ report, cores: { parts, engine } }: MeasuredLoad): string {
  const { p50, p99 } = endToEnd(report);
  const { lost, duplicates, reordered } = report.counts;
  const used = coresInWords(engine === undefined ? parts : { ...parts, ...engine });
  return `${report.load.bridge}: p50 ${figure(p50)} ms, p99 ${figure(p99)} ms, ${lost} lost, ${duplicates} repeated, ${reordered} reordered; cores: ${used}.`;
}
