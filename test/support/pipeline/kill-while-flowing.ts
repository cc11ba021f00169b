import { type PartName } from "../../../services/shared/topology.ts";
import { inject } from "../../../testbed/faults/inject.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { type ArrivalLog } from "./arrival-log.ts";
import { judgePipeline, type PipelineVerdict } from "./judge-pipeline.ts";

/** Kills a part while a device's readings flow, starts it again, waits until they flow again, and judges. */
export async function killWhileFlowing(
  pipeline: Pipeline,
  arrivals: ArrivalLog,
  part: PartName,
  device: string,
): Promise<PipelineVerdict> {
  await arrivals.waitForMore(device, 20);
  {
    await using _fault = await inject(pipeline, { kind: "kill", part });
  }
  await arrivals.waitForMore(device, 20);
  return await judgePipeline(pipeline);
}
