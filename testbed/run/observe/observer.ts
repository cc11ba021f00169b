import { type FaultSpec } from "../../faults/spec/fault-spec.ts";
import { type Phase } from "../phase.ts";
import { type ArrivalTimes } from "./arrival-times.ts";
import { type Progress } from "./progress.ts";

/** Observer of the readings of a run: an observation in a drill, a measurement in a load run. */
export interface Observer {
  readonly progress: Progress;
  readonly arrivals: ArrivalTimes;
  /** Number of readings at each stage, for the error of a run without arrivals. */
  readonly stageSummary: string;
  /** Waits until the present content of the journals has been read. @throws {TimeoutError} */
  catchUp(): Promise<void>;
  /** Called once, when the first reading has arrived. */
  onFlow?(): void;
  /** Called when a phase begins. */
  onPhase?(phase: Phase): void;
  /** Called just before a fault is injected; `at` in µs of the monotonic clock. */
  onFault?(spec: FaultSpec, at: number): void;
}
