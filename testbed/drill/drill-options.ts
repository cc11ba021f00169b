import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { type PartName } from "../../services/shared/topology.ts";
import { type FaultSpec } from "../faults/spec/fault-spec.ts";
import { type Bridge } from "../pipeline/bridge.ts";
import { type ForeignPipeline } from "../pipeline/foreign/foreign-pipeline.ts";
import { type Qos } from "../pipeline/pipeline-options.ts";
import { type LoadOptions } from "../run/source/switched-devices.ts";

/** One drill: which fault, under which load. */
export interface DrillOptions extends LoadOptions {
  readonly fault: FaultSpec;
  /** A part that is killed before the fault and started again after it. */
  readonly down?: PartName;
  /** How long the load lasts at least; it goes on until readings arrive again. */
  readonly forMs: number;
  /** How long the fault lasts. */
  readonly outageMs: number;
  readonly qos: Qos;
  /** How often some device is toggled; `undefined`: never. */
  readonly toggleEveryMs: number | undefined;
  /** Where run and seq travel. */
  readonly traceCarrier: TraceCarrier;
  /** What is under test in the place of the project's own connector. */
  readonly bridge?: Bridge;
  /** The pipeline of somebody else that is judged; without a fault, since nothing of it is ours to break. */
  readonly foreign?: ForeignPipeline;
  /** Whether a planned restart of the same part is measured after a kill, to hold the way back against it. */
  readonly comparesWithPlanned: boolean;
  /** Without a new arrival for so long the pipeline has run empty; twice the longest recovery allowed unless set. */
  readonly quietMs?: number;
  /** A reading that arrives later than this after it was made is late. */
  readonly lateAfterMs: number;
}
