import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { foldersIn } from "./folder/folders.ts";
import { type Pipeline } from "./pipeline.ts";
import { type PipelineOptions } from "./pipeline-options.ts";
import { freePortsForAll } from "./ports.ts";
import { type Runtime, startPipelineIn } from "./runtime.ts";

/** How a temporary pipeline is to run. */
export interface TemporaryPipelineOptions extends Omit<PipelineOptions, "folder" | "ports"> {
  /** The folder into which the parts' logs are copied at the end, also when the start fails. */
  readonly keepLogsIn?: string;
}

/**
 * Starts a pipeline beside all others: a folder and ports of its own, a compose project of its own. Nothing of it is
 * left when it has been disposed, or when its start has failed.
 */
export async function startTemporaryPipeline(
  runtime: Runtime,
  { keepLogsIn, ...options }: TemporaryPipelineOptions,
): Promise<Pipeline> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "mqtt-kafka-testbed-"));
  resources.defer(async () => {
    // There are none when the start failed early.
    if (keepLogsIn) await cp(foldersIn(folder).logs, keepLogsIn, { recursive: true }).catch(() => undefined);
    await rm(folder, { recursive: true });
  });
  const pipeline = await startPipelineIn(runtime, {
    ...options,
    folder,
    ports: await freePortsForAll(),
    project: basename(folder).toLowerCase(),
    temporary: true,
  });
  resources.use(pipeline);
  const running = resources.move();
  return {
    addresses: pipeline.addresses,
    names: pipeline.names,
    section: pipeline.section,
    journals: pipeline.journals,
    failure: pipeline.failure,
    part: (name) => pipeline.part(name),
    link: (name) => pipeline.link(name),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
