import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { partNames } from "../../../services/shared/topology.ts";
import { checkout } from "../../checkout.ts";
import { addressesAt } from "../addresses.ts";
import { type BridgeProgram } from "../bridge.ts";
import { type ProcessName } from "../part.ts";
import { type Pipeline } from "../pipeline.ts";
import { ownNames, ownTopics } from "../pipeline-names.ts";
import { type PipelineOptions, type Qos } from "../pipeline-options.ts";
import { freePorts, loopback } from "../ports.ts";
import { isConnectedToBroker } from "../probes/bridge-connection.ts";
import { bridgeProgram } from "../processes/bridge-program.ts";
import { type ProcessPart } from "../processes/process-part.ts";
import { PipelineStart } from "../start/pipeline-start.ts";
import { serviceSettingsOf } from "../start/service-settings.ts";
import { composeEnvironment } from "./compose-environment.ts";
import { ComposeParts } from "./compose-parts.ts";
import { ComposeError, ComposeProject } from "./compose-project.ts";
import { composeSteps, composeStepsAround } from "./compose-steps.ts";
import { requireEngine } from "./engine.ts";

/** Longer than the health check of Mosquitto's container is connected, shorter than the time between two of them. */
const bridgeConnectedForMs = 1_500;

/** Settings of a pipeline in containers. */
export interface ComposePipelineOptions extends PipelineOptions {
  /** The name of the compose project, which separates pipelines from each other. */
  readonly project: string;
}

/**
 * Starts the pipeline in containers, from docker-compose.yml. A bridge program under test runs beside them, as a process of
 * this machine.
 * @throws {EnvironmentError}, {EngineError}, {PortsInUseError}, {FolderInUseError}, {ComposeError}, {PartFailedError};
 * nothing is left running then
 */
export async function startComposePipeline(options: ComposePipelineOptions): Promise<Pipeline> {
  await using start = new PipelineStart(options);
  const { folder, signal } = start;
  const bridge = programIn(options);
  const settings = serviceSettingsOf(options);
  await requireEngine();
  await start.prepare();
  // The services are not root in their containers.
  await chmod(folder.journalsFolder, 0o777);
  const [proxyPort = 0] = await freePorts(1, Object.values(options.ports));
  const environment = composeEnvironment(options, settings, proxyPort, folder.journalsFolder);
  const marked = { ...environment, ...start.markEntry };
  const project = new ComposeProject(options.project, composeFiles(options), marked);
  start.rememberProject(options.project);
  const parts = await addContainers(start, options, project);
  const bridgePart = bridge && addBridge(start, options, bridge, settings.qos);
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
    addresses: addressesAt(options.ports),
    names: ownNames(options.bridge),
    proxyUrl: `http://${loopback}:${proxyPort}`,
  });
}

/**
 * Returns the bridge program under test, if there is one.
 * @throws RangeError for settings that only the runtime local has: another connector, links of a bridge
 */
function programIn({ bridge, links = [] }: PipelineOptions): BridgeProgram | undefined {
  if (bridge === undefined) return undefined;
  if (bridge.kind !== "program")
    throw new RangeError("another Connect source runs in the runtime local only");
  if (links.length > 0) throw new RangeError("with a bridge links can be broken in the runtime local only");
  return bridge;
}

function composeFiles({ journals, bridge }: PipelineOptions): string[] {
  const besideThis = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  return [
    join(checkout, "docker-compose.yml"),
    ...(journals ? [besideThis("journals.yml")] : []),
    ...(bridge ? [besideThis("bridge.yml")] : []),
  ];
}

/** Adds the parts that run in containers. The project is removed with the pipeline; its data stays until `fresh`. */
async function addContainers(
  start: PipelineStart,
  { bridge, fresh, temporary = false }: PipelineOptions,
  project: ComposeProject,
): Promise<ComposeParts> {
  const names: readonly ProcessName[] = [
    ...partNames.filter((name) => name !== "bridge" || bridge === undefined),
    ...(start.links.length > 0 ? ["proxy" as const] : []),
  ];
  const parts = start.resources.use(new ComposeParts(names, project, start.folder, start.signal));
  for (const part of parts.all) start.add(part);
  if (fresh) await project.run("down", "--volumes");
  start.resources.defer(() => parts.remove({ volumes: temporary }, (notice) => start.notice(notice)));
  start.resources.use(parts.watch((failure) => start.failed(failure)));
  return parts;
}

function addBridge(
  start: PipelineStart,
  { ports }: PipelineOptions,
  bridge: BridgeProgram,
  qos: Qos,
): ProcessPart {
  const { mqtt, mqttUrl, kafkaBrokers } = addressesAt(ports);
  const isConnected = (signal: AbortSignal) => isConnectedToBroker(mqtt, bridgeConnectedForMs, signal);
  const environment = {
    MQTT_URL: mqttUrl,
    MQTT_TOPIC: ownTopics.mqttTopic,
    MQTT_QOS: String(qos),
    KAFKA_BROKERS: kafkaBrokers,
    KAFKA_TOPIC: ownTopics.kafkaTopic,
  };
  return start.addProcess(bridgeProgram(bridge, isConnected, environment, start.folder.logOf("bridge")));
}
