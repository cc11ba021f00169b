import { addressesAt } from "../addresses.ts";
import { requireImage } from "../container/image.ts";
import { type Pipeline } from "../pipeline.ts";
import { ownNames } from "../pipeline-names.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { consumerRecording } from "../start/consumer-recording.ts";
import { PipelineStart } from "../start/pipeline-start.ts";
import { localEnvironments } from "./local-environments.ts";
import { localLinks } from "./local-links.ts";
import { addLocalParts } from "./local-parts.ts";
import { localSteps } from "./local-steps.ts";

/**
 * Starts the pipeline as processes on loopback.
 * @throws {PartFailedError} if a part does not start, {PortsInUseError}, {FolderInUseError}, {EnvironmentError}, and for the image of
 * a bridge {EngineError}, {ImageError}; nothing is left running then
 */
export async function startLocalPipeline(options: PipelineOptions): Promise<Pipeline> {
  await using start = new PipelineStart(options);
  const { bridge, onProgress } = options;
  if (bridge?.kind === "image") await requireImage(bridge.image, { onProgress, signal: start.signal });
  await start.prepare({ removesData: options.fresh });
  const certificates = await start.certificates();
  const places = {
    certificates: certificates?.folder,
    addresses: addressesAt(options.ports, certificates?.folder),
    links: await localLinks(start.links, options.ports, {
      interfaceLink: options.interfaceLink,
      certificates: certificates?.folder,
    }),
    journals: start.folder.journals,
  };
  const { addresses, links } = places;
  const environments = localEnvironments(options, places);
  const parts = addLocalParts(start, options, places, environments);
  await start.run(localSteps(options, places, parts, start.signal));
  const names = ownNames(options.bridge, environments.bridge.MQTT_TOPIC);
  const { kafkaTopic: topic, consumerGroup: groupId } = names;
  const brokers = addresses.kafkaBrokers.split(",");
  return start.finish({
    ...{ addresses, names, certificates },
    proxy: links.proxy,
    recording: await consumerRecording(start, options, {
      brokers,
      topic,
      groupId,
      access: addresses.kafkaAccess,
    }),
  });
}
