import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type LinkName } from "../../services/shared/topology.ts";
import { inject } from "../faults/inject.ts";
import { type FaultSpec } from "../faults/spec/fault-spec.ts";
import { linkOf, partOf } from "../faults/spec/resolved-fault.ts";
import { type StartTimes } from "../pipeline/part.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { type PipelineOptions } from "../pipeline/pipeline-options.ts";
import { type LoadOptions, publisherSettingsFor, Switches } from "../run/source/switched-devices.ts";
import { TimeoutError, type WaitOptions, waitFor } from "../wait-for.ts";
import { cleanRecoveryMs } from "./clean-recovery.ts";
import { type DrillOptions } from "./drill-options.ts";
import { Observation } from "./observation.ts";
import { recoveryLimitMs, startMs } from "./recovery-limit.ts";

/** The phases of a drill, in their order. */
const phases = ["start", "flow", "load", "fault", "recovery", "drain", "clean restart", "stop"] as const;

export type Phase = (typeof phases)[number];

/** The phases that a drill of this fault has. */
export function phasesOf(fault: FaultSpec): Phase[] {
  const left: readonly Phase[] =
    fault.kind === "none"
      ? ["fault", "recovery", "clean restart"]
      : fault.kind === "kill"
        ? []
        : ["clean restart"];
  return phases.filter((phase) => !left.includes(phase));
}

/** What a pipeline is started with for a drill. */
export type DrillPipelineOptions = Pick<
  PipelineOptions,
  "journals" | "publisher" | "mqttQos" | "links" | "traceCarrier" | "bridge" | "foreign"
>;

/** What of a drill matters for its pipeline. */
export type PipelineNeeds = LoadOptions &
  Pick<DrillOptions, "qos" | "traceCarrier" | "bridge" | "foreign"> & {
    /** The links that are to be cut or slowed. */
    readonly links?: readonly LinkName[];
  };

/** What a drill needs from outside. */
export interface DrillSurroundings {
  /** Told of every phase as it begins, and twice a second of how far it is. */
  readonly onPhase: (phase: Phase, detail: string) => void;
  /** Gives the drill up; what it started is stopped. */
  readonly signal: AbortSignal;
}

/** What happened in a drill, when; times in µs of the monotonic clock. */
export interface DrillRun {
  readonly observation: Observation;
  readonly loadBegan: number;
  /** `undefined`: there was no fault. */
  readonly fault: { readonly injectedAt: number; readonly healedAt: number } | undefined;
  readonly loadEnded: number;
  /** The start of the part in question after the fault; `undefined` where nothing was started. */
  readonly uncleanStart: StartTimes | undefined;
  /** The bridge under test ended, and nobody had asked it to; it was not started again but by the fault itself. */
  readonly bridgeEnded: { readonly at: number; readonly reason: string } | undefined;
  /** From the start of the new process, or from the healing; `undefined`: nothing new arrived any more. */
  readonly recoveryMs: number | undefined;
  /** The same after a planned restart; `undefined` where no part was killed. */
  readonly cleanRecoveryMs: number | undefined;
  readonly recoveryLimitMs: number | undefined;
  readonly drain: Drain;
}

/** How the pipeline ran empty. */
export interface Drain {
  readonly ended: "nothing outstanding" | "quiet";
  readonly tookMs: number;
  /** Without a new arrival for so long it counts as empty, too. */
  readonly quietMs: number;
  readonly outstanding: number;
}

/** The drill could not be carried out; the message says why. */
export class DrillError extends Error {
  override readonly name = "DrillError";
}

/** Always through the proxy: its tap tells the two hops beside the bridge apart. */
const tappedLink: LinkName = "mqtt-bridge";
const flowTimeoutMs = 60_000;
const recoveryTimeoutMs = 120_000;
/** The longest recovery that is allowed, but for a Kafka that is slow itself. */
const usualLimitMs = 10_000;

/** What a pipeline must have for this drill. */
export function pipelineFor(options: PipelineNeeds): DrillPipelineOptions {
  return {
    journals: true,
    publisher: publisherSettingsFor(options),
    mqttQos: options.qos,
    traceCarrier: options.traceCarrier,
    ...(options.bridge ? { bridge: options.bridge } : {}),
    ...(options.foreign
      ? { foreign: options.foreign }
      : { links: [...new Set([tappedLink, ...(options.links ?? [])])] }),
  };
}

/**
 * Carries out a drill on a pipeline of its own: starts it, and then as {@link drillOn}.
 * @throws what the start throws, and what {@link drillOn} throws. Nothing is left running in any case
 */
export async function runDrill(
  options: DrillOptions,
  {
    start,
    onPhase,
    signal,
  }: DrillSurroundings & { readonly start: (needs: DrillPipelineOptions) => Promise<Pipeline> },
): Promise<DrillRun> {
  onPhase("start", "");
  const link = linkOf(options.fault);
  await using pipeline = await start(pipelineFor({ ...options, links: link ? [link] : [] }));
  const run = await drillOn(pipeline, options, { onPhase, signal });
  onPhase("stop", "");
  return run;
}

/**
 * Drills a pipeline that was started with {@link pipelineFor}: proves that it flows, loads it, injects the fault, heals it
 * and lets the pipeline run empty. What became of the readings since the pipeline was started then stands in the ledger of
 * the observation. The load's devices are Inactive at the end.
 * @throws {DrillError} when a part ends by itself, or readings do not flow before the fault
 * @throws the signal's reason when it is aborted
 */
export async function drillOn(
  pipeline: Pipeline,
  options: DrillOptions,
  surroundings: DrillSurroundings,
): Promise<DrillRun> {
  const { onPhase } = surroundings;
  const { fault, comparesWithPlanned } = options;
  let phase: Phase = "flow";
  const enter = (next: Phase) => {
    phase = next;
    onPhase(next, "");
  };
  await using resources = new AsyncDisposableStack();
  const failed = new AbortController();
  const bridgeGone = new AbortController();
  let bridgeEnded: DrillRun["bridgeEnded"];
  void pipeline.failure.then((failure) => {
    const isTested = failure.part === "bridge" && options.bridge !== undefined;
    // Under load that is a finding; before, nothing can be found.
    if (!isTested || phase === "flow") return failed.abort(new DrillError(failure.message));
    bridgeEnded = { at: monotonicMicros(), reason: failure.message };
    // Who is to be killed and started again comes back all the same.
    if (part?.name !== "bridge") bridgeGone.abort();
  });
  const partName = partOf(fault);
  const part = partName && pipeline.part(partName);
  const signal = AbortSignal.any([surroundings.signal, failed.signal]);
  const observation = resources.use(
    await Observation.begin(pipeline, {
      qos: options.qos,
      traceCarrier: options.traceCarrier,
      lateAfterMs: options.lateAfterMs,
      onSample: ({ counts }) => onPhase(phase, `${counts.made} made, ${counts.consumed} arrived`),
    }),
  );
  const { arrivals } = observation;

  enter("flow");
  const switches = new Switches(pipeline.addresses.publisherUrl, options);
  await switches.allOn(signal);
  await required({ description: "readings to flow", timeoutMs: flowTimeoutMs, signal }, () => {
    if (arrivals.count > 0) return true;
    throw new Error(howFar(observation));
  });

  enter("load");
  const loadBegan = monotonicMicros();
  const toggling = resources.use(toggle(switches, options.toggleEveryMs, signal));
  const before = part?.startTimes;
  const struck =
    fault.kind === "none"
      ? undefined
      : await strike(pipeline, fault, options, observation, enter, signal, bridgeGone.signal);
  const uncleanStart = part?.startTimes === before ? undefined : part?.startTimes;
  await delay(Math.max(0, options.forMs - (monotonicMicros() - loadBegan) / 1_000), undefined, { signal });

  enter("drain");
  await toggling[Symbol.asyncDispose]();
  await switches.allOff(signal);
  const loadEnded = monotonicMicros();
  const drain = await drained(
    observation,
    options.quietMs ?? 2 * Math.max(usualLimitMs, uncleanStart ? startMs(uncleanStart) : 0),
    signal,
  );
  await observation.end();

  let clean: number | undefined;
  if (part !== undefined && comparesWithPlanned && fault.kind === "kill" && bridgeEnded === undefined) {
    enter("clean restart");
    clean = await cleanRecoveryMs(pipeline, part, switches, options.outageMs, signal);
  }
  const { firstAwaitedAt } = arrivals;
  const backFrom = uncleanStart?.startedAt ?? struck?.healedAt;
  return {
    observation,
    loadBegan,
    fault: struck,
    loadEnded,
    uncleanStart,
    recoveryMs:
      firstAwaitedAt === undefined || backFrom === undefined
        ? undefined
        : (firstAwaitedAt - backFrom) / 1_000,
    cleanRecoveryMs: clean,
    // With another part down, its start decides.
    recoveryLimitMs: options.down ? undefined : recoveryLimitMs(fault, clean, uncleanStart),
    drain,
    bridgeEnded,
  };
}

/** Some load, the fault, its healing, and the wait for new readings. Says when it was injected and when healed. */
async function strike(
  pipeline: Pipeline,
  fault: FaultSpec,
  { down, forMs, outageMs }: DrillOptions,
  { arrivals, atRisk }: Observation,
  enter: (phase: Phase) => void,
  signal: AbortSignal,
  bridgeGone: AbortSignal,
): Promise<{ readonly injectedAt: number; readonly healedAt: number }> {
  await delay(forMs / 3, undefined, { signal });
  const injectedAt = await (async () => {
    await using _down = down && (await inject(pipeline, { kind: "kill", part: down }));
    if (down) await delay(outageMs, undefined, { signal });
    enter("fault");
    const at = monotonicMicros();
    if (fault.kind === "kill" && fault.part === "mqtt") atRisk.killed(at);
    await using _fault = await inject(pipeline, fault);
    await delay(outageMs, undefined, { signal });
    enter("recovery");
    arrivals.awaitFrom(monotonicMicros());
    return at;
  })();
  await waitFor(
    {
      description: "new readings",
      timeoutMs: recoveryTimeoutMs,
      signal: AbortSignal.any([signal, bridgeGone]),
    },
    () => arrivals.firstAwaitedAt,
  ).catch((error: unknown) => {
    signal.throwIfAborted();
    // What did not come in time stands in the report.
    if (!(error instanceof TimeoutError || bridgeGone.aborted)) throw error;
  });
  return { injectedAt, healedAt: arrivals.awaitedFrom };
}

/** Toggles until it is disposed. */
function toggle(switches: Switches, everyMs: number | undefined, signal: AbortSignal): AsyncDisposable {
  const stop = new AbortController();
  const done =
    everyMs === undefined
      ? Promise.resolve()
      : switches.toggleEvery(everyMs, AbortSignal.any([signal, stop.signal]));
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await done;
    },
  };
}

/** Waits until nothing is outstanding any more, or no new reading has arrived for so long. */
async function drained(observation: Observation, quietMs: number, signal: AbortSignal): Promise<Drain> {
  const { progress, arrivals } = observation;
  const began = monotonicMicros();
  // Otherwise the last readings, made a moment ago, would not be missed yet.
  await observation.catchUpWithPublisher();
  const tookMs = () => (monotonicMicros() - began) / 1_000;
  for (;;) {
    const { outstanding } = progress;
    if (outstanding === 0) return { ended: "nothing outstanding", tookMs: tookMs(), quietMs, outstanding };
    const quietSince = Math.max(began, arrivals.lastAt ?? began);
    if (monotonicMicros() - quietSince > quietMs * 1_000) {
      return { ended: "quiet", tookMs: tookMs(), quietMs, outstanding };
    }
    await delay(100, undefined, { signal });
  }
}

/** How far readings have come, for when none arrives. */
function howFar({ progress, ledger }: Observation): string {
  const { made, acknowledged, delivered, bridgeAcknowledged, inKafka } = progress.counts;
  const { untraced } = ledger.verdict().counts;
  return (
    `${made} made, ${acknowledged} acknowledged by the broker, ${delivered} delivered to the bridge, ` +
    `${bridgeAcknowledged} acknowledged by it, ${inKafka} in Kafka, ${untraced} records in Kafka that are no readings with run and seq`
  );
}

/** Waits for what must come true, or the drill cannot be carried out. */
async function required(wait: WaitOptions, isTrue: () => boolean): Promise<void> {
  try {
    await waitFor(wait, () => isTrue() || undefined);
  } catch (error) {
    throw error instanceof TimeoutError ? new DrillError(error.message) : error;
  }
}
