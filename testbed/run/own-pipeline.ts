import { type CarriedLink } from "../../services/shared/topology.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { startTemporaryPipeline, type TemporaryPipelineOptions } from "../pipeline/temporary-pipeline.ts";
import { type RunHooks } from "./hooks.ts";
import { type RunOptions } from "./run-options.ts";

/** Returns the options of a pipeline for a run: journals, these settings of the publisher, and these links proxied. */
export function pipelineOptions(
  { secure = false, cluster, qos, traceCarrier, bridge, consumer, foreign }: RunOptions,
  publisher: Readonly<Record<string, string>>,
  links: readonly CarriedLink[],
): TemporaryPipelineOptions {
  return {
    ...{ journals: true, secure },
    ...(cluster ? { cluster } : {}),
    publisher,
    mqttQos: qos,
    traceCarrier,
    ...(bridge ? { bridge } : {}),
    ...(consumer ? { consumer } : {}),
    ...(foreign ? { foreign } : { links: [...new Set(links)] }),
  };
}

/** Starts a pipeline, passes it to `run`, and stops it in any case. @throws errors of the start and of `run` */
export async function onOwnPipeline<Result>(
  { runtime }: RunOptions,
  options: TemporaryPipelineOptions,
  { onPhase, onNotice, signal }: RunHooks,
  run: (pipeline: Pipeline) => Promise<Result>,
): Promise<Result> {
  onPhase("start", "");
  await using pipeline = await startTemporaryPipeline(runtime, {
    ...options,
    ...(onNotice ? { onNotice } : {}),
    onProgress: (progress) => onPhase("start", progress),
    signal,
  });
  const result = await run(pipeline);
  onPhase("stop", "");
  return result;
}
