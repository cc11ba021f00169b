import { addressesAt } from "../addresses.ts";
import { clusterPorts } from "../cluster/cluster-ports.ts";
import { checkClusterSize, oneOfEach } from "../cluster/cluster-size.ts";
import { requireNodes } from "../cluster/kafka-data.ts";
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
 * @throws {PartFailedError} if a part does not start, {PortsInUseError}, {FolderInUseError}, {KafkaDataError}, {EnvironmentError}, and for the image of
 * a bridge {EngineError}, {ImageError}; nothing is left running then
 */
export async function startLocalPipeline(options: PipelineOptions): Promise<Pipeline> {
  await using start = new PipelineStart(options);
  const { bridge, onProgress } = options;
  if (bridge?.kind === "image") await requireImage(bridge.image, { onProgress, signal: start.signal });
  const size = options.cluster ?? oneOfEach;
  checkClusterSize(size);
  if (!options.fresh) await requireNodes(start.folder.data, size.kafkaNodes);
  await start.prepare({ removesData: options.fresh });
  const cluster = await clusterPorts(options.ports, size);
  const certificates = await start.certificates();
  const places = {
    certificates: certificates?.folder,
    cluster,
    addresses: addressesAt(options.ports, certificates?.folder, cluster),
    links: await localLinks(start.links, options.ports, {
      cluster,
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
