import { addressesAt } from "../addresses.ts";
import { type Pipeline } from "../pipeline.ts";
import { ownNames } from "../pipeline-names.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { PipelineStart } from "../start/pipeline-start.ts";
import { localEnvironments } from "./local-environments.ts";
import { localLinks } from "./local-links.ts";
import { addLocalParts } from "./local-parts.ts";
import { localSteps } from "./local-steps.ts";

/**
 * Starts the pipeline as processes on loopback.
 * @throws {PartFailedError} if a part does not start, {PortsInUseError}, {FolderInUseError}, {EnvironmentError}; nothing is
 * left running then
 */
export async function startLocalPipeline(options: PipelineOptions): Promise<Pipeline> {
  await using start = new PipelineStart(options);
  await start.prepare({ removesData: options.fresh });
  const links = await localLinks(start.links, options.ports);
  const environments = localEnvironments(options, links, start.folder.journals);
  const parts = addLocalParts(start, options, links, environments);
  await start.run(localSteps(options, parts, start.signal));
  return start.finish({
    addresses: addressesAt(options.ports),
    names: ownNames(options.bridge),
    proxyUrl: links.proxyUrl,
  });
}
