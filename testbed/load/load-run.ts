import { constants, setPriority } from "node:os";
import { type DelayPercentiles } from "../../services/shared/event-loop-delay.ts";
import { type LinkName } from "../../services/shared/topology.ts";
import { endsPart, linkOf } from "../faults/spec/resolved-fault.ts";
import { isConnector } from "../pipeline/bridge.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { kafkaVersionOf, mosquittoVersionOf } from "../pipeline/probes/versions.ts";
import { type TemporaryPipelineOptions } from "../pipeline/temporary-pipeline.ts";
import { type Drain } from "../run/engine/drain.ts";
import { runPhases } from "../run/engine/engine.ts";
import { type FaultTimes } from "../run/engine/fault-window.ts";
import { RunContext } from "../run/engine/run-context.ts";
import { type RunHooks } from "../run/hooks.ts";
import { type Pace } from "../run/judgement/pace.ts";
import { recoveryLimitMs } from "../run/judgement/recovery-limit.ts";
import { recoveryMsOf } from "../run/observe/recovery-ms.ts";
import { pipelineOptions } from "../run/own-pipeline.ts";
import { type Phase } from "../run/phase.ts";
import { deviceVariables } from "../run/source/device-variables.ts";
import { ScheduledLoad } from "../run/source/scheduled-load.ts";
import { useLogAppendTime } from "./append-times.ts";
import { type LoadRunOptions } from "./load-run-options.ts";
import { type MachineUse } from "./machine/machine-watch.ts";
import { Measurement } from "./measurement.ts";

/** Phases of a load run that are displayed, in order. A fault is part of the load. */
export const loadPhases = ["start", "warm-up", "load", "drain", "stop"] as const satisfies readonly Phase[];

/** Time without an arrival after which the drain ends; longer after a fault, since the part has to recover. */
const quietMs = 10_000;
const quietAfterFaultMs = 30_000;

/** Result of a load run. */
export interface LoadRun {
  readonly measurement: Measurement;
  /** Reason of an early end; `undefined` if the run is complete. */
  readonly incomplete: string | undefined;
  readonly fault: FaultTimes | undefined;
  /** From the start of the new process, or the healing, to the recovery; `undefined` if there was none. */
  readonly recoveryMs: number | undefined;
  /** Limit of the recovery time; `undefined` if none is promised. */
  readonly recoveryLimitMs: number | undefined;
  /** `undefined` if the run is incomplete. */
  readonly drain: Drain | undefined;
  /** `undefined` without a rate, and if the run is incomplete. */
  readonly pace: Pace | undefined;
  readonly machine: MachineUse;
  /** Event-loop delay of the publisher; `undefined` if it no longer answers. */
  readonly publisherDelayMs: DelayPercentiles | undefined;
  readonly brokerVersion: string | undefined;
  readonly kafkaVersion: string | undefined;
}

/**
 * Returns the options of a pipeline for a load run. Only the link of the fault is proxied; that of a bridge program or image which
 * the fault ends, too: the proxy proves that it is gone.
 */
export function loadPipeline(options: LoadRunOptions): TemporaryPipelineOptions {
  const { connections, profile, warmUpMs, forMs } = options;
  const publisher = {
    ...deviceVariables(options),
    CONNECTIONS: String(connections),
    LOAD_PROFILE: profile,
    LOAD_LENGTH_MS: String(warmUpMs + forMs),
    // No back-pressure on the load while the broker is down: the backlog is part of the result.
    BUFFER_LIMIT: "10000000",
  };
  return pipelineOptions(options, publisher, proxiedLinks(options));
}

function proxiedLinks({ fault, bridge, consumer, runtime }: LoadRunOptions): LinkName[] {
  if (fault === undefined) return [];
  const link = linkOf(fault.spec);
  if (link !== undefined) return [link];
  // In containers no link of another bridge can be proxied.
  const isProven = !isConnector(bridge) && runtime === "local" && endsPart(fault.spec, "bridge");
  const isConsumerProven = consumer !== undefined && endsPart(fault.spec, "consumer");
  return [
    ...(isProven ? (["mqtt-bridge"] as const) : []),
    ...(isConsumerProven ? (["kafka-consumer"] as const) : []),
  ];
}

/**
 * Carries out a load run on a pipeline that was started with {@link loadPipeline}. After the first arrival, a run that ends
 * early (a part fails, the signal is aborted) returns the measurements so far, marked incomplete.
 * @throws {RunError} if no reading arrives within a minute
 * @throws the signal's reason if it is aborted before the first arrival
 */
export async function loadOn(pipeline: Pipeline, options: LoadRunOptions, hooks: RunHooks): Promise<LoadRun> {
  // With a fault the restarted part would inherit the priority.
  if (options.lowPriority && options.fault === undefined)
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const { addresses, names } = pipeline;
  await useLogAppendTime(addresses, names.kafkaTopic);
  const versions = {
    brokerVersion: await mosquittoVersionOf(addresses.mqtt),
    kafkaVersion: names.connector === undefined ? undefined : await kafkaVersionOf(addresses.connect),
  };
  const source = await ScheduledLoad.of(addresses.publisher, options.warmUpMs);
  await using measurement = await Measurement.begin(pipeline, options, source.loadBegins);
  using context = new RunContext(pipeline, measurement, hooks, {
    firstPhase: source.firstPhase,
    underTest: [],
  });
  const quiet = options.fault === undefined ? quietMs : quietAfterFaultMs;
  const course = await runPhases(context, { quietMs: quiet, ...options }, source).catch((error: unknown) => {
    if (context.earlyEnd === undefined) throw error;
    return undefined;
  });
  const machine = await measurement.machine.end();
  const publisherDelayMs = await source.publisherDelayMs();
  await measurement.end(course !== undefined, hooks.signal);
  return {
    ...{ measurement, machine, publisherDelayMs },
    incomplete: course === undefined ? context.earlyEnd : undefined,
    fault: context.fault,
    recoveryMs: recoveryMsOf(context.fault, measurement.flow),
    recoveryLimitMs: recoveryLimitMs(options, undefined, context.fault?.start),
    drain: course?.drain,
    pace:
      course === undefined || options.profile === "unpaced"
        ? undefined
        : measurement.pace(source.givenUp ?? 0),
    ...versions,
  };
}
