import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type Bridge } from "../pipeline/bridge.ts";
import { type ClusterSize } from "../pipeline/cluster/cluster-size.ts";
import { type ConsumerProgram } from "../pipeline/consumer/consumer-program.ts";
import { type ForeignPipeline } from "../pipeline/foreign/foreign-pipeline.ts";
import { type Qos } from "../pipeline/pipeline-options.ts";
import { type Runtime } from "../pipeline/runtime.ts";
import { type FaultWindow } from "./engine/fault-window.ts";
import { type Budget } from "./judgement/budget.ts";

/** Devices of a load. */
export interface DeviceOptions {
  readonly devices: number;
  /** Readings per second of all devices together; Infinity: as fast as the broker takes them, in load runs only. */
  readonly ratePerSecond: number;
  /** Seed of the waits and toggles. */
  readonly seed: number;
}

/** Options of every run: the pipeline under test, the load, the fault, and the criteria of the verdict. */
export interface RunOptions extends DeviceOptions {
  readonly runtime: Runtime;
  /** Whether every door is shut. Only the project's own bridge and consumer have certificates. */
  readonly secure?: boolean;
  /** Numbers of Kafka nodes and Connect workers; default: one of each. */
  readonly cluster?: ClusterSize;
  /** Default: the project's own connector. */
  readonly bridge?: Bridge;
  /** Default: the project's own consumer. */
  readonly consumer?: ConsumerProgram;
  /** A pipeline that is already running. It excludes a fault: none of its parts can be stopped. */
  readonly foreign?: ForeignPipeline;
  readonly qos: Qos;
  readonly traceCarrier: TraceCarrier;
  /** Length of the load. */
  readonly forMs: number;
  readonly fault?: FaultWindow;
  /** Readings that arrive later than this after their making count as late. */
  readonly lateAfterMs: number;
  /** Time without a new arrival after which the drain ends. Default: 20 s; twice the fault's recovery limit or the start after it, if that is longer. */
  readonly quietMs?: number;
  readonly budget: Budget;
}
