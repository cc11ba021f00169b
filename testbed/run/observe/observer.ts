import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { type Phase } from "../phase.ts";
import { type ArrivalTimes } from "./arrival-times.ts";
import { type FlowWatch } from "./flow-watch.ts";
import { type Progress } from "./progress.ts";

/** Injection of a fault; times in µs of the monotonic clock. */
export interface Injection {
  readonly requestedAt: number;
  /** The fault was in force by then: a killed process was gone. */
  readonly injectedAt: number;
}

/** Observer of the readings of a run: an observation in a drill, a measurement in a load run. */
export interface Observer {
  readonly progress: Progress;
  readonly arrivals: ArrivalTimes;
  readonly flow: FlowWatch;
  /** Number of readings at each stage, for the error of a run without arrivals. */
  readonly stageSummary: string;
  /** Waits until the present content of the journals has been read. @throws {TimeoutError} */
  catchUp(): Promise<void>;
  /** Called once, when the first reading has arrived. */
  onFlow?(): void;
  /** Called when a phase begins. */
  onPhase?(phase: Phase): void;
  /** Called when a fault is in force. Times in µs of the monotonic clock. */
  onFault?(spec: FaultSpec, injection: Injection): void;
}
