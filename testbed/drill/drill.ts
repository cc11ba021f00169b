import { type CarriedLink, type LinkName, type PartName } from "../../services/shared/topology.ts";
import { partOfTarget } from "../faults/role/part-target.ts";
import { interfaceLinkOf, isSurvived, proxiedLinksOf } from "../faults/spec/resolved-fault.ts";
import { type TimeSpan } from "../ledger/verdict/verdict.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { type TemporaryPipelineOptions } from "../pipeline/temporary-pipeline.ts";
import { type RunCourse, runPhases } from "../run/engine/engine.ts";
import { type PartEnd, RunContext } from "../run/engine/run-context.ts";
import { type RunHooks } from "../run/hooks.ts";
import { disturbancesOf } from "../run/judgement/disturbance.ts";
import { recoveryLimitMs } from "../run/judgement/recovery-limit.ts";
import { recoveryMsOf } from "../run/observe/recovery-ms.ts";
import { pipelineOptions } from "../run/own-pipeline.ts";
import { type Phase } from "../run/phase.ts";
import { deviceVariables } from "../run/source/device-variables.ts";
import { SwitchedDevices } from "../run/source/switched-devices.ts";
import { cleanRecoveryMs, plannedRestart } from "./clean-recovery.ts";
import { type DrillOptions } from "./drill-options.ts";
import { Observation } from "./observation.ts";

/** Result of a drill. */
export interface DrillRun extends RunCourse {
  readonly observation: Observation;
  /** Unexpected end of a part under test; only the healing of a fault of that part restarts it. */
  readonly partEnd: PartEnd | undefined;
  /** From the start of the new process, or the healing, to the recovery; `undefined` if there was none. */
  readonly recoveryMs: number | undefined;
  /** The same after a planned restart; `undefined` if not measured. */
  readonly cleanRecoveryMs: number | undefined;
  /** Reason for which a planned restart could not be measured; `undefined` if it was, or none was to be. */
  readonly plannedRestartFailed: string | undefined;
  /** Times in which the fault disturbed the making of readings; up to the end of the drill, if there was no recovery. */
  readonly disturbances: readonly TimeSpan[];
  /** Limit of the recovery time; `undefined` if none is promised. */
  readonly recoveryLimitMs: number | undefined;
}

/** Always proxied: its tap tells losses before the bridge from losses behind it. */
const tappedLink: LinkName = "mqtt-bridge";

/** Returns the phases of a drill with this fault. */
export function drillPhases({ fault: window }: Pick<DrillOptions, "fault">): Phase[] {
  return [
    ...(["start", "flow", "load"] as const),
    ...(window === undefined ? [] : (["fault", "recovery"] as const)),
    "drain",
    ...(window?.spec.kind === "kill" && !isSurvived(window.spec) ? (["clean restart"] as const) : []),
    "stop",
  ];
}

/** Returns the options of a pipeline for a drill. `links`: links that can be disturbed. */
export function drillPipeline(
  options: DrillOptions,
  links: readonly CarriedLink[] = linksOf(options),
): TemporaryPipelineOptions {
  const { fault: window } = options;
  return {
    ...pipelineOptions(options, deviceVariables(options), [tappedLink, ...links]),
    interfaceLink: window && interfaceLinkOf(window.spec),
  };
}

/**
 * Runs a drill on a pipeline that was started with {@link drillPipeline}. The ledger of the observation then judges all
 * readings since the start of the pipeline; the devices are Inactive at the end.
 * @throws {RunError} when a part ends by itself, or readings do not flow before the fault
 * @throws the signal's reason when it is aborted
 */
export async function drillOn(pipeline: Pipeline, options: DrillOptions, hooks: RunHooks): Promise<DrillRun> {
  await using observation = await Observation.begin(pipeline, options);
  await using devices = new SwitchedDevices(pipeline.addresses.publisher, options);
  using context = new RunContext(pipeline, observation, hooks, {
    firstPhase: devices.firstPhase,
    underTest: partsUnderTest(options),
  });
  const course = await runPhases(context, options, devices);
  await observation.end(context.signal);
  const { ms: clean, failed } = await comparedRestart(context, options, devices);
  const { fault } = course;
  return {
    ...course,
    observation,
    partEnd: context.partEnd,
    recoveryMs: recoveryMsOf(fault, observation.flow),
    disturbances: disturbancesOf(fault, observation.flow.recovery?.recoveredAt, course.loadEnded),
    cleanRecoveryMs: clean,
    plannedRestartFailed: failed,
    recoveryLimitMs: recoveryLimitMs(options, clean, fault?.start),
  };
}

/** A consumer under test is always behind the proxy, whose connections prove that it is gone. */
function linksOf({ fault: window, consumer }: DrillOptions): CarriedLink[] {
  return [
    ...(consumer === undefined ? [] : (["kafka-consumer"] as const)),
    ...(window === undefined ? [] : proxiedLinksOf(window.spec)),
  ];
}

/** Returns the parts whose unexpected end is a finding. */
function partsUnderTest({ bridge, consumer }: DrillOptions): PartName[] {
  return [
    ...(bridge === undefined ? [] : (["bridge"] as const)),
    ...(consumer === undefined ? [] : (["consumer"] as const)),
  ];
}

/** Measures the recovery after a planned restart of a part that was killed. */
async function comparedRestart(
  context: RunContext,
  { fault: window, comparesWithPlanned, qos }: DrillOptions,
  devices: SwitchedDevices,
): Promise<{ readonly ms?: number; readonly failed?: string }> {
  // A planned restart of all is no comparison if others take over.
  if (window?.spec.kind !== "kill" || !comparesWithPlanned || isSurvived(window.spec)) return {};
  if (context.partEnd !== undefined) return { failed: `the ${context.partEnd.part} had ended by itself` };
  context.enter("clean restart");
  const { pipeline, signal } = context;
  const part = pipeline.part(partOfTarget(window.spec.part));
  const outage = { outageMs: window.outageMs, qos };
  return await plannedRestart(() => cleanRecoveryMs(pipeline, part, devices, outage, signal), signal);
}
