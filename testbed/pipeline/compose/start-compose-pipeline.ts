import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clusterLink, type PartName, partNames } from "../../../services/shared/topology.ts";
import { writeContainerFiles } from "../../certificates/folder/container-files.ts";
import { checkout } from "../../checkout.ts";
import { addressesAt } from "../addresses.ts";
import { type BridgeImage, type BridgeProgram, isConnector } from "../bridge.ts";
import { clusterPorts } from "../cluster/cluster-ports.ts";
import { type ClusterSize, checkSizeInContainers, countOf, oneOfEach } from "../cluster/cluster-size.ts";
import { instanceNames, isClustered } from "../cluster/instance-name.ts";
import { requireImage } from "../container/image.ts";
import { doorClient } from "../http/http-doors.ts";
import { type ProcessName } from "../part.ts";
import { type Pipeline } from "../pipeline.ts";
import { ownKafkaTopic, ownNames } from "../pipeline-names.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { freePorts, type Ports, PortsInUseError } from "../ports.ts";
import { isConnectedToBroker } from "../probes/bridge-connection.ts";
import { type ProcessPart } from "../processes/process-part.ts";
import { bridgeUnderTest } from "../start/bridge-under-test.ts";
import { PipelineStart } from "../start/pipeline-start.ts";
import { type ServiceSettings, serviceSettingsOf } from "../start/service-settings.ts";
import { ComposeError, ComposeProject } from "./compose-project.ts";
import { composeSteps, composeStepsAround } from "./compose-steps.ts";
import { neededComposeOfCluster, requireEngine } from "./engine.ts";
import { ComposeParts, type ComposePartsHooks } from "./parts/compose-parts.ts";
import { projectNameOf } from "./project-name.ts";
import { namingStacks, requireUnused } from "./running-stacks.ts";
import { composeEnvironment } from "./variables/compose-environment.ts";
import { environmentWithDotEnv } from "./variables/dot-env.ts";

/**
 * Starts the pipeline in containers, from docker-compose.yml. A bridge program or image under test runs beside them, as a process
 * of this machine or as a container of its own. With shut doors docker-compose.secure.yml is added, for a
 * cluster docker-compose.cluster.yml.
 * @throws {EnvironmentError}, {EngineError}, {CertificatesError}, {ImageError}, {PortsInUseError}, {FolderInUseError},
 * {ComposeError}, {PartFailedError}; nothing is left running then
 */
export async function startComposePipeline(options: PipelineOptions): Promise<Pipeline> {
  await using start = new PipelineStart(options);
  const { folder, signal } = start;
  if (options.consumer !== undefined) throw new RangeError("another consumer runs in the runtime local only");
  const bridge = bridgeBeside(options);
  const settings = serviceSettingsOf(options, environmentWithDotEnv());
  const { cluster: size = oneOfEach } = options;
  checkSizeInContainers(size);
  await requireEngine(options.cluster && neededComposeOfCluster);
  if (bridge?.kind === "image") await requireImage(bridge.image, { onProgress: options.onProgress, signal });
  await prepare(start, options.ports);
  const certificates = await start.certificates();
  if (certificates !== undefined) await writeContainerFiles(certificates.folder);
  // The services are not root in their containers.
  await chmod(folder.journalsFolder, 0o777);
  const [proxyPort = 0] = await freePorts(1, Object.values(options.ports));
  const cluster = await clusterPorts(options.ports, size);
  const environment = composeEnvironment(options, settings, {
    ...{ proxyPort, cluster },
    journals: folder.journalsFolder,
    certificates: certificates?.folder,
  });
  const marked = { ...environment, ...start.markEntry };
  const projectName = projectNameOf(folder.path);
  const project = new ComposeProject(projectName, composeFiles(options), marked);
  const since = await project.engineTime();
  await requireUnused(projectName, folder.path);
  start.rememberProject(projectName);
  const parts = await addContainers(start, options, project, since);
  const bridgePart = bridge && addBridge(start, options, bridge, settings);
  try {
    await start.run(
      bridgePart === undefined
        ? composeSteps(project, parts.all, signal)
        : composeStepsAround(bridgePart, project, parts.all, signal),
    );
  } catch (error) {
    throw error instanceof ComposeError ? await parts.causeOf(error) : error;
  }
  return start.finish({
    addresses: addressesAt(options.ports, certificates?.folder, cluster),
    certificates,
    names: ownNames(options.bridge, settings.topics.filter),
    proxy: doorClient(certificates?.folder, "proxy", proxyPort),
  });
}

/**
 * Returns the bridge under test that runs beside the containers, if there is one.
 * @throws RangeError for settings that only the runtime local has: another connector, links of a bridge, network interfaces
 * of links, and for a bridge beside shut doors
 */
function bridgeBeside({
  bridge,
  links = [],
  interfaceLink,
  secure,
}: PipelineOptions): BridgeProgram | BridgeImage | undefined {
  if (interfaceLink !== undefined)
    throw new RangeError("links have network interfaces of their own in the runtime local only");
  if (links.includes(clusterLink))
    throw new RangeError("Kafka nodes reach each other through a proxy in the runtime local only");
  if (bridge === undefined) return undefined;
  if (isConnector(bridge)) throw new RangeError("another Connect source runs in the runtime local only");
  if (secure) throw new RangeError("a bridge beside the containers has no certificates");
  if (links.length > 0) throw new RangeError("with a bridge links can be broken in the runtime local only");
  return bridge;
}

/** Prepares a start. @throws {PortsInUseError}, which names the stacks of compose that have the ports; {FolderInUseError} */
async function prepare(start: PipelineStart, ports: Ports): Promise<void> {
  try {
    await start.prepare();
  } catch (error) {
    throw error instanceof PortsInUseError ? await namingStacks(error, ports) : error;
  }
}

function composeFiles({ journals, bridge, cluster, secure }: PipelineOptions): string[] {
  const besideThis = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  return [
    join(checkout, "docker-compose.yml"),
    ...(cluster ? [join(checkout, "docker-compose.cluster.yml")] : []),
    ...(secure ? [join(checkout, "docker-compose.secure.yml")] : []),
    ...(journals ? [besideThis("journals.yml")] : []),
    ...(bridge ? [besideThis("bridge.yml")] : []),
  ];
}

/** Adds the parts that run in containers. The project is removed with the pipeline; its data stays until `fresh`. */
async function addContainers(
  start: PipelineStart,
  { bridge, cluster = oneOfEach, fresh, temporary = false }: PipelineOptions,
  project: ComposeProject,
  since: string,
): Promise<ComposeParts> {
  const names: readonly ProcessName[] = [
    ...partNames
      .filter((name) => name !== "bridge" || bridge === undefined)
      .flatMap((part) => processNames(part, cluster)),
    ...(start.links.length > 0 ? ["proxy" as const] : []),
  ];
  const hooks: ComposePartsHooks = {
    signal: start.signal,
    onNotice: (notice) => start.notice(notice),
    onFailure: (failure) => start.failed(failure),
  };
  const parts = start.resources.use(new ComposeParts(names, project, since, start.folder, hooks));
  for (const part of parts.all) start.add(part);
  if (fresh) await project.run("down", "--volumes");
  start.resources.defer(() => parts.remove({ volumes: temporary }));
  return parts;
}

/** Returns the names of the containers of a part. */
function processNames(part: PartName, size: ClusterSize): readonly ProcessName[] {
  return isClustered(part) ? instanceNames(part, countOf(part, size)) : [part];
}

function addBridge(
  start: PipelineStart,
  { ports }: PipelineOptions,
  bridge: BridgeProgram | BridgeImage,
  { qos, topics }: ServiceSettings,
): ProcessPart {
  const { mqtt, mqttUrl, kafkaBrokers } = addressesAt(ports);
  const isConnected = (signal: AbortSignal) => isConnectedToBroker(mqtt, signal);
  const environment = {
    MQTT_URL: mqttUrl,
    MQTT_TOPIC: topics.filter,
    MQTT_QOS: String(qos),
    KAFKA_BROKERS: kafkaBrokers,
    KAFKA_TOPIC: ownKafkaTopic,
  };
  return start.addProcess(bridgeUnderTest(start, bridge, environment)(isConnected));
}
