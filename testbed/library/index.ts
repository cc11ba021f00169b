// Exports of the package mqtt-kafka-testbed.
export type { FaultPlan, GivenFaultSpec as FaultSpec } from "../faults/spec/fault-spec.ts";
export type { Verdict } from "../ledger/verdict/verdict.ts";
export type {
  BridgeImageOptions as BridgeImage,
  BridgeOptions as Bridge,
  BridgeProgramOptions as BridgeProgram,
  ForeignConnectorOptions as ForeignConnector,
} from "../pipeline/bridge.ts";
export type { ConsumerProgram } from "../pipeline/consumer/consumer-program.ts";
export type { DrillReport } from "../report/drill/drill-report.ts";
export { drillMatchers } from "./matchers.ts";
export { type StartPipelineOptions, startPipeline } from "./start-pipeline.ts";
export type { FaultOptions, TestPipeline, TestRun } from "./test-pipeline.ts";
