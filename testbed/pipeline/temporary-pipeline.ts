import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pipeline } from "./pipeline.ts";
import { type PipelineOptions } from "./pipeline-options.ts";
import { freePortsForAll } from "./ports.ts";
import { type Runtime, startPipelineIn } from "./runtime.ts";

/** Settings of a temporary pipeline. */
export type TemporaryPipelineOptions = Omit<PipelineOptions, "folder" | "ports" | "temporary">;

/**
 * Starts a pipeline beside all others: with a folder, ports and a compose project of its own. Nothing of it is left after
 * its disposal, or if its start fails.
 */
export async function startTemporaryPipeline(
  runtime: Runtime,
  options: TemporaryPipelineOptions,
): Promise<Pipeline> {
  const ports = await freePortsForAll();
  const folder = await mkdtemp(join(tmpdir(), "mqtt-kafka-testbed-"));
  return await startPipelineIn(runtime, {
    ...options,
    folder,
    ports,
    temporary: true,
  });
}
