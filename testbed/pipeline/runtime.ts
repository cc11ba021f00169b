import { startComposePipeline } from "./compose/start-compose-pipeline.ts";
import { startForeignPipeline } from "./foreign/start-foreign-pipeline.ts";
import { startLocalPipeline } from "./local/start-local-pipeline.ts";
import { type Pipeline } from "./pipeline.ts";
import { type PipelineOptions } from "./pipeline-options.ts";

/** The runtimes of a pipeline: processes of this machine, or containers. */
export const runtimes = ["local", "compose"] as const;

/** A runtime of a pipeline. */
export type Runtime = (typeof runtimes)[number];

/** Starts a pipeline in a runtime, or around a foreign one. @throws the errors of that start */
export async function startPipelineIn(runtime: Runtime, options: PipelineOptions): Promise<Pipeline> {
  const { foreign } = options;
  if (foreign !== undefined) return await startForeignPipeline(options, foreign);
  return runtime === "compose" ? await startComposePipeline(options) : await startLocalPipeline(options);
}
