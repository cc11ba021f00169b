import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { partOf } from "../../faults/spec/resolved-fault.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import { RunError } from "../run-error.ts";
import { type RunOptions } from "../run-options.ts";
import { type LoadSource } from "../source/load-source.ts";
import { startMs } from "../start-ms.ts";
import { untilTime } from "../until-time.ts";
import { type Drain, drain } from "./drain.ts";
import { type FaultTimes, runFaultWindow } from "./fault-window.ts";
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
/** Largest recovery limit, except that of Kafka, which depends on its start. */
const largestRecoveryLimitMs = 10_000;

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
    const loadMicros = options.forMs * 1_000;
    await withFault(context, options, source, loadBegan + loadMicros / 3);
    await untilTime(loadBegan + loadMicros, signal);
    context.enter("drain");
    await source.end(signal);
    const loadEnded = monotonicMicros();
    const { fault } = context;
    const ended = await drain(observer, options.quietMs ?? defaultQuietMs(fault), signal);
    return { loadBegan, loadEnded, drain: ended, ...(fault ? { fault } : {}) };
  } catch (error) {
    // The signal's reason is more specific than the AbortError of a wait.
    signal.throwIfAborted();
    throw error;
  }
}

/** Waits for the first reading. */
async function untilFlowing(context: RunContext): Promise<void> {
  const { observer, signal } = context;
  try {
    await waitFor({ description: "readings to flow", timeoutMs: flowTimeoutMs, signal }, () => {
      if (observer.flow.flows) return true;
      throw new Error(observer.stageSummary);
    });
  } catch (error) {
    throw error instanceof TimeoutError ? new RunError(error.message) : error;
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
  // The healing restarts the bridge if the fault is its own.
  const bridgeRestarts = partOf(window.spec) === "bridge";
  await runFaultWindow(window, injectAt, {
    pipeline: context.pipeline,
    observer: context.observer,
    onPhase: (phase) => context.enter(phase),
    onTimes: (times) => {
      context.fault = times;
    },
    signal: context.signal,
    ...(isOpenEnded ? { recovery: bridgeRestarts ? context.signal : context.bridgeGone } : {}),
  });
}

/** Returns twice the largest recovery limit; for a part that starts more slowly, twice its start time. */
function defaultQuietMs(fault: FaultTimes | undefined): number {
  const { start } = fault ?? {};
  return 2 * Math.max(largestRecoveryLimitMs, start ? startMs(start) : 0);
}
