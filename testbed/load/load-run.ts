import { constants, setPriority } from "node:os";
import { type DelayPercentiles } from "../../services/shared/event-loop-delay.ts";
import { linkOf } from "../faults/spec/resolved-fault.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { kafkaVersionOf, mosquittoVersionOf } from "../pipeline/probes/versions.ts";
import { type TemporaryPipelineOptions } from "../pipeline/temporary-pipeline.ts";
import { type Drain } from "../run/engine/drain.ts";
import { runPhases } from "../run/engine/engine.ts";
import { type FaultTimes } from "../run/engine/fault-window.ts";
import { RunContext } from "../run/engine/run-context.ts";
import { type RunHooks } from "../run/hooks.ts";
import { pipelineOptions } from "../run/own-pipeline.ts";
import { type Phase } from "../run/phase.ts";
import { deviceSettings } from "../run/source/device-settings.ts";
import { ScheduledLoad } from "../run/source/scheduled-load.ts";
import { keepAppendTimes } from "./append-times.ts";
import { type LoadRunOptions } from "./load-run-options.ts";
import { type MachineUse } from "./machine-watch.ts";
import { Measurement } from "./measurement.ts";

/** The phases of a load run that people see, in their order. A fault is part of the load. */
export const loadPhases = ["start", "warm-up", "load", "drain", "stop"] as const satisfies readonly Phase[];

/** Time without an arrival after which the pipeline counts as empty; a part that was faulty needs longer to come back. */
const quietMs = 10_000;
const quietAfterFaultMs = 30_000;

/** Result of a load run. */
export interface LoadRun {
  readonly measurement: Measurement;
  /** Why the run did not come to its end. */
  readonly incomplete: string | undefined;
  readonly fault: FaultTimes | undefined;
  /** `undefined` if the run did not come to its end. */
  readonly drain: Drain | undefined;
  readonly machine: MachineUse;
  /** Event-loop delay of the publisher; `undefined` if it does not answer any more. */
  readonly publisherDelayMs: DelayPercentiles | undefined;
  readonly brokerVersion: string | undefined;
  readonly kafkaVersion: string | undefined;
}

/** Returns what a pipeline is started with for a load run. Only a link that is to be broken is proxied. */
export function loadPipeline(options: LoadRunOptions): TemporaryPipelineOptions {
  const { connections, profile, warmUpMs, forMs, fault } = options;
  const publisher = {
    ...deviceSettings(options),
    CONNECTIONS: String(connections),
    LOAD_PROFILE: profile,
    LOAD_LENGTH_MS: String(warmUpMs + forMs),
    // The load itself must not wait for a broker that is away: what waits is part of the figures.
    BUFFER_LIMIT: "10000000",
  };
  const link = fault && linkOf(fault.spec);
  return pipelineOptions(options, publisher, link === undefined ? [] : [link]);
}

/**
 * Carries out a load run on a pipeline that was started with {@link loadPipeline}. Once readings flow, a run that ends early
 * (a part that dies, the signal) returns what was measured by then, marked incomplete.
 * @throws {RunError} when no reading arrives within a minute
 * @throws the signal's reason when it is aborted before
 */
export async function loadOn(pipeline: Pipeline, options: LoadRunOptions, hooks: RunHooks): Promise<LoadRun> {
  // A part that is started again would inherit the priority.
  if (options.givesWay && options.fault === undefined) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const { addresses, names } = pipeline;
  await keepAppendTimes(addresses.kafkaBrokers, names.kafkaTopic);
  const versions = {
    brokerVersion: await mosquittoVersionOf(addresses.mqttUrl),
    kafkaVersion: names.connector === undefined ? undefined : await kafkaVersionOf(addresses.connectUrl),
  };
  const source = await ScheduledLoad.of(addresses.publisherUrl, options.warmUpMs);
  await using measurement = await Measurement.begin(pipeline, options, source.loadBegins);
  using context = new RunContext(pipeline, measurement, hooks, {
    firstPhase: source.firstPhase,
    toleratesBridgeEnd: false,
  });
  const quiet = options.fault === undefined ? quietMs : quietAfterFaultMs;
  const course = await runPhases(context, { quietMs: quiet, ...options }, source).catch((error: unknown) => {
    if (context.earlyEnd === undefined) throw error;
    return undefined;
  });
  const machine = await measurement.machine.end();
  const publisherDelayMs = await source.publisherDelayMs();
  await measurement.end(course !== undefined);
  return {
    ...{ measurement, machine, publisherDelayMs },
    incomplete: course === undefined ? context.earlyEnd : undefined,
    fault: context.fault,
    drain: course?.drain,
    ...versions,
  };
}
