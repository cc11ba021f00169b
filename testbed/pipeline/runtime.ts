import { type ComposePipelineOptions, startComposePipeline } from "./compose/compose-pipeline.ts";
import { startForeignPipeline } from "./foreign/foreign-pipeline.ts";
import { startLocalPipeline } from "./local/local-pipeline.ts";
import { type Pipeline } from "./pipeline.ts";

/** Where the parts can run: as processes of this machine, or in containers. */
export const runtimes = ["local", "compose"] as const;

export type Runtime = (typeof runtimes)[number];

/** Starts a pipeline in one of the runtimes. What it throws is what that runtime's start throws. */
export async function startPipelineIn(runtime: Runtime, options: ComposePipelineOptions): Promise<Pipeline> {
  if (options.foreign) return await startForeignPipeline(options, options.foreign);
  return runtime === "compose" ? await startComposePipeline(options) : await startLocalPipeline(options);
}
