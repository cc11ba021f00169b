import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { partOf, recoveryLimitOf } from "../../faults/spec/resolved-fault.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import { RunError } from "../run-error.ts";
import { type RunOptions } from "../run-options.ts";
import { type LoadSource } from "../source/load-source.ts";
import { startMs } from "../start-ms.ts";
import { untilTime } from "../until-time.ts";
import { type Drain, drain } from "./drain.ts";
import { type FaultTimes, type FaultWindow, runFaultWindow } from "./fault-window.ts";
import { type RunContext } from "./run-context.ts";

/** Course of a complete run; times in µs of the monotonic clock. */
export interface RunCourse {
  readonly loadBegan: number;
  readonly loadEnded: number;
  /** Left out without a fault. */
  readonly fault?: FaultTimes;
  readonly drain: Drain;
}

const flowTimeoutMs = 60_000;
/** Least time without an arrival that ends a drain, in ms. Parts of others may recover more slowly than ours. */
const leastQuietMs = 20_000;

/**
 * Runs the phases of a run on a running pipeline: first readings, load, fault and recovery, drain.
 * @throws {RunError} if no reading arrives within a minute, or a part ends by itself
 * @throws the signal's reason if the caller ends the run
 */
export async function runPhases(
  context: RunContext,
  options: RunOptions,
  source: LoadSource,
): Promise<RunCourse> {
  const { signal, observer } = context;
  try {
    observer.flow.begin(source.madeFrom);
    await source.begin(signal);
    await untilFlowing(context);
    const loadBegan = await source.untilLoad(signal);
    // Excludes an earlier run on the same pipeline and the pause after it, and a warm-up.
    observer.arrivals.measureSilenceFrom(loadBegan);
    observer.flow.recovery?.measureFrom(loadBegan);
    context.enter("load");
    await withFault(context, options, source, faultBegins(loadBegan, options.forMs));
    await untilTime(loadBegan + options.forMs * 1_000, signal);
    context.enter("drain");
    await source.end(signal);
    const loadEnded = monotonicMicros();
    const { fault } = context;
    const ended = await drain(observer, options.quietMs ?? defaultQuietMs(options.fault, fault), signal);
    return { loadBegan, loadEnded, drain: ended, ...(fault ? { fault } : {}) };
  } catch (error) {
    // The signal's reason is more specific than the AbortError of a wait.
    signal.throwIfAborted();
    throw error;
  }
}

/** Returns the time at which the fault of a run is injected, in µs like `loadBegan`: after a third of the load. */
export function faultBegins(loadBegan: number, forMs: number): number {
  return loadBegan + (forMs * 1_000) / 3;
}

/** Waits for the first reading. */
async function untilFlowing(context: RunContext): Promise<void> {
  const { observer, signal } = context;
  try {
    const waited = { description: "readings to flow", timeoutMs: flowTimeoutMs, signal };
    await waitFor(waited, () => observer.flow.flows || undefined);
  } catch (error) {
    // Only now: the summary asks the whole ledger. At every look it kept the tester from its heartbeats to Kafka.
    throw error instanceof TimeoutError ? new RunError(`${error.message}; ${observer.stageSummary}`) : error;
  }
  context.flows();
}

async function withFault(
  context: RunContext,
  { fault: window }: RunOptions,
  { isOpenEnded }: LoadSource,
  injectAt: number,
): Promise<void> {
  if (window === undefined) return;
  // The healing restarts a part under test if the fault is its own.
  const gone = AbortSignal.any([context.signal, context.partGone(partOf(window.spec))]);
  await runFaultWindow(window, injectAt, {
    pipeline: context.pipeline,
    observer: context.observer,
    onPhase: (phase) => context.enter(phase),
    onTimes: (times) => {
      context.fault = times;
    },
    signal: context.signal,
    ...(isOpenEnded ? { recovery: gone } : {}),
  });
}

/** Returns twice the recovery limit of the fault, or twice the start of the part after it, where one of them is known and longer. */
function defaultQuietMs(window: FaultWindow | undefined, times: FaultTimes | undefined): number {
  const limit = window && recoveryLimitOf(window.spec);
  const limitMs = limit?.kind === "fixed" ? limit.ms : 0;
  const { start } = times ?? {};
  return Math.max(leastQuietMs, 2 * limitMs, start ? 2 * startMs(start) : 0);
}
