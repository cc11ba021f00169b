import { constants, setPriority } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type Delays, EventLoopDelay } from "../../services/shared/event-loop-delay.ts";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { inject } from "../faults/inject.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { type PipelineOptions } from "../pipeline/pipeline-options.ts";
import { kafkaVersionOf, mosquittoVersionOf } from "../pipeline/probes/versions.ts";
import { waitFor } from "../wait-for.ts";
import { keepAppendTimes } from "./append-times.ts";
import { type LoadPlan, pipelineForLoad } from "./load-run-options.ts";
import { Measurement } from "./measurement.ts";
import { UsageWatch } from "./usage.ts";

/** The phases of a load run, in their order. */
export const loadPhases = ["start", "warm-up", "load", "drain", "stop"] as const;

export type LoadPhase = (typeof loadPhases)[number];

/** What a load run needs from outside. */
export interface LoadSurroundings {
  readonly start: (needs: Omit<PipelineOptions, "folder" | "ports">) => Promise<Pipeline>;
  /** Told of every phase as it begins, and twice a second of how far it is. */
  readonly onPhase: (phase: LoadPhase, detail: string) => void;
  /** Ends the run: what was measured by then is the result. */
  readonly signal: AbortSignal;
  /**
   * Whether this process, for the rest of its life, takes only the processor time that the pipeline leaves: what it has to
   * read waits in the journals.
   */
  readonly givesWay: boolean;
}

/** What a load run measured. Times in µs of the monotonic clock. */
export interface LoadRun {
  readonly measurement: Measurement;
  /** Why it did not come to its end. */
  readonly incomplete: string | undefined;
  readonly fault: StruckFault | undefined;
  /** `undefined`: the run did not come to it. */
  readonly drain: LoadDrain | undefined;
  readonly usage: UsageWatch;
  /** Of the whole machine, over the load; percent of all cores. */
  readonly machinePercent: number;
  readonly publisherDelayMs: Delays | undefined;
  readonly testerDelayMs: Delays;
  /** How long the watch on the parts' usage lasted. */
  readonly usageSeconds: number;
  readonly brokerVersion: string | undefined;
  readonly kafkaVersion: string | undefined;
}

/** When a fault was in force. Times in µs of the monotonic clock. */
export interface StruckFault {
  readonly injectedAt: number;
  /** When its healing began. */
  readonly healedAt: number;
  /** When the healing was done: a part that was started is usable. `undefined`: the run did not come to it. */
  readonly usableAt: number | undefined;
}

/** How the pipeline ran empty after the load. */
export interface LoadDrain {
  readonly ended: "nothing outstanding" | "quiet";
  readonly tookMs: number;
  readonly outstanding: number;
}

/** The run ended before its time; the message says why. What was measured stands in the report. */
class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

const firstReadingTimeoutMs = 60_000;
const answerTimeoutMs = 2_000;
const tellEveryMs = 500;
const drainPollMs = 250;
const overTimeoutMs = 60_000;

const paceSchema = z.object({
  beganAt: z.number().nullable(),
  over: z.boolean(),
  eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
});

/**
 * Loads a pipeline of its own and measures what comes of it. Once readings flow, whatever ends the run early (a part that
 * dies, the signal) leaves what was measured by then, marked incomplete. Nothing is left running in any case.
 * @throws what the start throws; {TimeoutError} when no reading arrives within a minute; the signal's reason when it is
 * aborted before one does
 */
export async function runLoad(
  plan: LoadPlan,
  { start, onPhase, signal, givesWay }: LoadSurroundings,
): Promise<LoadRun> {
  onPhase("start", "");
  await using pipeline = await start(pipelineForLoad(plan));
  // A part that is started again would inherit it.
  if (givesWay && plan.fault === undefined) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const run = await loadOn(pipeline, plan, { onPhase, signal });
  onPhase("stop", "");
  return run;
}

async function loadOn(
  pipeline: Pipeline,
  plan: LoadPlan,
  { onPhase, signal }: Pick<LoadSurroundings, "onPhase" | "signal">,
): Promise<LoadRun> {
  await using resources = new AsyncDisposableStack();
  const { addresses, names } = pipeline;
  await keepAppendTimes(addresses.kafkaBrokers, names.kafkaTopic);
  const pace = new PaceWatch(addresses.publisherUrl);
  const measurement = resources.use(new Measurement(pipeline, plan, await pace.loadBeganAt()));
  const usageBeganAt = monotonicMicros();
  const usage = resources.use(await UsageWatch.begin(pipeline));
  let phase: LoadPhase = "warm-up";
  const enter = (next: LoadPhase) => {
    phase = next;
    onPhase(next, "");
  };
  enter("warm-up");
  const telling = setInterval(() => onPhase(phase, measurement.progressLine), tellEveryMs);
  resources.defer(() => clearInterval(telling));
  const cutShort = new AbortController();
  void pipeline.failure.then(({ message }) => cutShort.abort(new InterruptedError(message)));
  signal.addEventListener("abort", () => cutShort.abort(new InterruptedError("interrupted")), { once: true });

  await firstReading(measurement, AbortSignal.any([signal, cutShort.signal]));
  const testerDelay = resources.use(new EventLoopDelay());
  const versions = {
    brokerVersion: await mosquittoVersionOf(addresses.mqttUrl),
    kafkaVersion: names.connector === undefined ? undefined : await kafkaVersionOf(addresses.connectUrl),
  };
  let fault: LoadRun["fault"];
  let drain: LoadDrain | undefined;
  let incomplete: string | undefined;
  let machinePercent: number | undefined;
  try {
    await untilTime(measurement.loadBegan, cutShort.signal);
    enter("load");
    usage.takeMachinePercent();
    await strike(pipeline, plan, measurement.loadBegan, cutShort.signal, (struck) => {
      fault = struck;
    });
    await untilTime(measurement.loadEnd, cutShort.signal);
    machinePercent = usage.takeMachinePercent();
    enter("drain");
    await pace.untilOver(cutShort.signal);
    drain = await drained(measurement, plan.quietMs, cutShort.signal);
  } catch (error) {
    // Only what ends the run on purpose: the rest is a fault of ours.
    if (!cutShort.signal.aborted) throw error;
    incomplete = (cutShort.signal.reason as InterruptedError).message;
  }
  await usage[Symbol.asyncDispose]();
  const usageSeconds = (monotonicMicros() - usageBeganAt) / 1e6;
  const publisherDelayMs = await pace.delays();
  const testerDelayMs = testerDelay.delays;
  await measurement.end(incomplete === undefined);
  return {
    ...{ measurement, incomplete, fault, drain, usage, usageSeconds, publisherDelayMs, testerDelayMs },
    machinePercent: machinePercent ?? usage.takeMachinePercent(),
    ...versions,
  };
}

/** Before one has arrived there is nothing that could be measured. */
async function firstReading(measurement: Measurement, signal: AbortSignal): Promise<void> {
  const wait = { description: "a reading to arrive", timeoutMs: firstReadingTimeoutMs, signal };
  await waitFor(wait, () => {
    if (measurement.arrived > 0) return true;
    throw new Error(measurement.progressLine);
  });
}

/** After a third of the load: the fault for its time, and its healing. `onMark` is told of every step. */
async function strike(
  pipeline: Pipeline,
  { fault, forMs }: LoadPlan,
  loadBegan: number,
  signal: AbortSignal,
  onMark: (fault: StruckFault) => void,
): Promise<void> {
  if (fault === undefined) return;
  await untilTime(loadBegan + (forMs * 1_000) / 3, signal);
  const injectedAt = monotonicMicros();
  let healedAt = injectedAt;
  onMark({ injectedAt, healedAt, usableAt: undefined });
  {
    await using _fault = await inject(pipeline, fault.breakage);
    await delay(fault.outageMs, undefined, { signal });
    healedAt = monotonicMicros();
    onMark({ injectedAt, healedAt, usableAt: undefined });
  }
  onMark({ injectedAt, healedAt, usableAt: monotonicMicros() });
}

/** Waits until nothing is outstanding, or nothing new has arrived for so long. */
async function drained(measurement: Measurement, quietMs: number, signal: AbortSignal): Promise<LoadDrain> {
  const began = monotonicMicros();
  for (;;) {
    const now = monotonicMicros();
    await measurement.catchUp();
    const { outstanding, lastArrivalAt = began } = measurement;
    const tookMs = Math.max(0, lastArrivalAt - began) / 1_000;
    if (outstanding === 0) return { ended: "nothing outstanding", tookMs, outstanding };
    if (now - Math.max(began, lastArrivalAt) > quietMs * 1_000)
      return { ended: "quiet", tookMs, outstanding };
    await delay(drainPollMs, undefined, { signal });
  }
}

/** Asks the publisher how it keeps up. */
class PaceWatch {
  readonly #url: string;

  constructor(publisherUrl: string) {
    this.#url = `${publisherUrl}/pace`;
  }

  /** µs of the monotonic clock. @throws Error when the publisher has no load */
  async loadBeganAt(): Promise<number> {
    const { beganAt } = await this.#ask();
    if (beganAt === null) throw new Error("the publisher has no load");
    return beganAt;
  }

  /** @throws {TimeoutError} after a minute; the signal's reason when it is aborted */
  async untilOver(signal: AbortSignal): Promise<void> {
    const wait = { description: "the publisher's load to be over", timeoutMs: overTimeoutMs, signal };
    await waitFor(wait, async () => (await this.#ask()).over || undefined);
  }

  /** `undefined` where it does not answer any more. */
  async delays(): Promise<Delays | undefined> {
    return await this.#ask().then(
      ({ eventLoopDelayMs }) => eventLoopDelayMs,
      () => undefined,
    );
  }

  async #ask() {
    const response = await fetch(this.#url, { signal: AbortSignal.timeout(answerTimeoutMs) });
    return paceSchema.parse(await response.json());
  }
}

async function untilTime(at: number, signal: AbortSignal): Promise<void> {
  const leftMs = (at - monotonicMicros()) / 1_000;
  if (leftMs > 0) await delay(leftMs, undefined, { signal });
  signal.throwIfAborted();
}
