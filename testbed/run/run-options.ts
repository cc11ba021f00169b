import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type Bridge } from "../pipeline/bridge.ts";
import { type ForeignPipeline } from "../pipeline/foreign/foreign-pipeline.ts";
import { type Qos } from "../pipeline/pipeline-options.ts";
import { type Runtime } from "../pipeline/runtime.ts";
import { type Budget } from "./budget.ts";
import { type FaultWindow } from "./engine/fault-window.ts";

/** The devices of a load. */
export interface DeviceOptions {
  readonly devices: number;
  /** Readings per second of all devices together. */
  readonly ratePerSecond: number;
  /** Seed of the waits and toggles. */
  readonly seed: number;
}

/** Options of every run: the pipeline under test, its load, the fault, and how the result is judged. */
export interface RunOptions extends DeviceOptions {
  readonly runtime: Runtime;
  /** Default: the project's own connector. */
  readonly bridge?: Bridge;
  /** A pipeline that is already running. Without a fault: none of its parts can be stopped. */
  readonly foreign?: ForeignPipeline;
  readonly qos: Qos;
  readonly traceCarrier: TraceCarrier;
  /** Length of the load. */
  readonly forMs: number;
  readonly fault?: FaultWindow;
  /** Readings that arrive later than this after they were made count as late. */
  readonly lateAfterMs: number;
  /** The pipeline counts as empty after this time without a new arrival. Default: twice the longest recovery allowed. */
  readonly quietMs?: number;
  readonly budget: Budget;
}
