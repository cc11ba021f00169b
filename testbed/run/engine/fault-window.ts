import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type PartName } from "../../../services/shared/topology.ts";
import { type Fault, type FaultEffect } from "../../faults/definition/fault.ts";
import { inject } from "../../faults/inject.ts";
import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { checkOutage, isSurvived, partOf } from "../../faults/spec/resolved-fault.ts";
import { type StartTimes } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { waitFor } from "../../wait-for.ts";
import { type Observer } from "../observe/observer.ts";
import { untilTime } from "../until-time.ts";
import { FaultsInForce } from "./faults-in-force.ts";

/** A fault and its duration. */
export interface FaultWindow {
  readonly spec: FaultSpec;
  readonly outageMs: number;
  /** Second part, killed before the fault and restarted with the healing: parts come back after those that they need. */
  readonly down?: PartName;
}

/** Default length of a fault. */
export const defaultOutageMs = 3_000;

/**
 * Returns the window of a fault; `undefined` for `none`.
 * @throws RangeError if the outage is too short for the fault
 */
export function faultWindow(spec: FaultSpec, outageMs: number, down?: PartName): FaultWindow | undefined {
  checkOutage(spec, outageMs);
  return spec.kind === "none" ? undefined : { spec, outageMs, ...(down ? { down } : {}) };
}

/** Times of a fault, in µs of the monotonic clock; times that the run did not reach are left out. */
export interface FaultTimes {
  /** Start of the kill of the second part, if there is one; otherwise of the injection. */
  readonly beganAt: number;
  /** The fault was in force by then: a killed process was gone. */
  readonly injectedAt: number;
  /** Time from which the recovery counts if others of the same part take over; left out: from the start or the healing. */
  readonly takenOverFrom?: number;
  /** Start of the healing. */
  readonly healedAt?: number;
  /** End of the healing: a restarted part is usable. */
  readonly usableAt?: number;
  /** Restart of the faulty part after the fault; left out if there was none. */
  readonly start?: StartTimes;
  /** Traffic that the fault met, known with `usableAt`; left out if only readings prove its effect. */
  readonly effect?: FaultEffect;
}

/** The run that a fault window is part of. */
export interface FaultWindowRun {
  readonly pipeline: Pipeline;
  readonly observer: Pick<Observer, "flow" | "onFault">;
  readonly onPhase: (phase: "fault" | "recovery") => void;
  /** Called when a time of the fault becomes known. */
  readonly onTimes: (times: FaultTimes) => void;
  /** Ends the window early; the fault is healed. */
  readonly signal: AbortSignal;
  /** Ends the wait for recovery; without it the window ends with the healing. */
  readonly recovery?: AbortSignal;
}

const recoveryTimeoutMs = 120_000;

/**
 * Waits until `injectAt` (µs of the monotonic clock), kills the second part if there is one, injects the fault, heals both
 * after the outage, and waits for the recovery.
 */
export async function runFaultWindow(
  window: FaultWindow,
  injectAt: number,
  run: FaultWindowRun,
): Promise<void> {
  const { pipeline, observer, onTimes, signal, recovery } = run;
  await untilTime(injectAt, signal);
  const partName = partOf(window.spec);
  const part = partName && pipeline.part(partName);
  const startBefore = part?.startTimes;
  const { times, fault } = await injectAndHeal(window, run);
  const start = part?.startTimes;
  onTimes({
    ...times,
    usableAt: monotonicMicros(),
    ...(start === undefined || start === startBefore ? {} : { start }),
    ...(fault.effect ? { effect: fault.effect } : {}),
  });
  if (recovery !== undefined) await untilRecovered(observer, AbortSignal.any([signal, recovery]));
  // An abort of `recovery` alone is not an error.
  signal.throwIfAborted();
}

/** Returns the times, and the fault, which is healed. */
async function injectAndHeal(
  { spec, outageMs, down }: FaultWindow,
  { pipeline, observer, onPhase, onTimes, signal }: FaultWindowRun,
): Promise<{ readonly times: FaultTimes; readonly fault: Fault }> {
  const beganAt = monotonicMicros();
  await using faults = new FaultsInForce();
  const injectInto = async (injected: FaultSpec) => {
    const fault = await inject(pipeline, injected, outageMs, signal);
    faults.add(injected, fault);
    return fault;
  };
  if (down) {
    await injectInto({ kind: "kill", part: down });
    await delay(outageMs, undefined, { signal });
  }
  onPhase("fault");
  const requestedAt = monotonicMicros();
  const fault = await injectInto(spec);
  const injectedAt = monotonicMicros();
  const { recovery } = observer.flow;
  recovery?.onInjected(injectedAt);
  // Others take over at once: their readings show the recovery.
  const survived = isSurvived(spec);
  if (survived) recovery?.onHealing(injectedAt);
  observer.onFault?.(spec, { requestedAt, injectedAt });
  const injected = { beganAt, injectedAt, ...(survived ? { takenOverFrom: injectedAt } : {}) };
  onTimes(injected);
  await delay(outageMs, undefined, { signal });
  onPhase("recovery");
  const healedAt = monotonicMicros();
  if (!survived) recovery?.onHealing(healedAt);
  const times = { ...injected, healedAt };
  onTimes(times);
  return { times, fault };
}

/** Waits for the recovery, at most two minutes or until the signal is aborted. No recovery is a result, not an error. */
async function untilRecovered({ flow }: Pick<Observer, "flow">, signal: AbortSignal): Promise<void> {
  const wait = { description: "new readings", timeoutMs: recoveryTimeoutMs, signal };
  await waitFor(wait, () => flow.recovery?.recoveredAt).catch(() => undefined);
}
