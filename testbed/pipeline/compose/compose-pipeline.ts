import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultGroup } from "../../../services/consumer/config.ts";
import { connectorName } from "../../../services/provision/mqtt-source.ts";
import { deadLetterTopicOf } from "../../../services/provision/topics.ts";
import { publisherSettings } from "../../../services/publisher/config.ts";
import { readEnvironment } from "../../../services/shared/environment.ts";
import { partNames } from "../../../services/shared/topology.ts";
import { checkout } from "../../checkout.ts";
import { addressesAt } from "../addresses.ts";
import { type BridgeProgram } from "../bridge.ts";
import { FolderLock } from "../folder/folder-lock.ts";
import { foldersIn, journalsIn } from "../folder/folders.ts";
import { type Part, type PartFailedError, type ProcessName, productNames } from "../part.ts";
import { partIn } from "../part-in.ts";
import { type Pipeline } from "../pipeline.ts";
import { type PipelineOptions, type StartStep, type StartSteps } from "../pipeline-options.ts";
import { freePorts, loopback, requireFree } from "../ports.ts";
import { bridgeProgram, connectedToBroker } from "../processes/bridge-program.ts";
import { ProcessPart } from "../processes/process-part.ts";
import { proxiedLinks } from "../proxied-links.ts";
import { ComposePart } from "./compose-part.ts";
import { ComposeError, ComposeProject } from "./compose-project.ts";
import { requireEngine } from "./engine.ts";
import { proxyVariables } from "./proxy-variables.ts";

const besideThis = (file: string) => fileURLToPath(new URL(file, import.meta.url));
/** Longer than the health check of Mosquitto's container is a client, shorter than the time between two of them. */
const bridgeConnectedForMs = 1_500;

/** How a pipeline in containers is to run. */
export interface ComposePipelineOptions extends PipelineOptions {
  /** The name of the compose project: pipelines with different names do not meet. */
  readonly project: string;
}

/**
 * Starts the pipeline in containers, from docker-compose.yml. The order is that file's: `depends_on`, health checks. A
 * bridge program in the place of Kafka Connect runs beside them, as a process of this machine.
 * @throws {EnvironmentError}, {EngineError}, {PortsInUseError}, {FolderInUseError}, {ComposeError}, {PartFailedError}; nothing is left
 * running then
 */
export async function startComposePipeline(options: ComposePipelineOptions): Promise<Pipeline> {
  await using resources = new AsyncDisposableStack();
  const { ports } = options;
  const bridge = programIn(options);
  const folders = foldersIn(options.folder);
  const lock = resources.use(FolderLock.take(folders.lock));
  // A wrong setting is said before anything is started.
  const { MQTT_QOS } = readEnvironment(publisherSettings, {
    ...process.env,
    ...options.publisher,
    ...(options.mqttQos === undefined ? {} : { MQTT_QOS: String(options.mqttQos) }),
    // Those are the compose file's.
    ...{ PORT: undefined, HOST: undefined, MQTT_URL: undefined, MQTT_TOPIC: undefined },
  });
  await requireEngine();
  await requireFree(ports);
  await rm(folders.logs, { recursive: true, force: true });
  await Promise.all([folders.logs, folders.journals].map((folder) => mkdir(folder, { recursive: true })));
  // The services are no root in their containers.
  await chmod(folders.journals, 0o777);

  const linkNames = options.links ?? [];
  const [proxyPort = 0] = await freePorts(1, Object.values(ports));
  const project = new ComposeProject(
    options.project,
    [
      join(checkout, "docker-compose.yml"),
      ...(options.journals ? [besideThis("journals.yml")] : []),
      ...(bridge ? [besideThis("bridge.yml")] : []),
    ],
    {
      ...process.env,
      ...options.publisher,
      ...(options.traceCarrier === undefined ? {} : { TRACE: options.traceCarrier }),
      MQTT_QOS: String(MQTT_QOS),
      ...proxyVariables(linkNames, proxyPort),
      ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
      JOURNALS_FOLDER: folders.journals,
    },
  );
  const abandoned = new AbortController();
  resources.defer(() => abandoned.abort());
  const signal = AbortSignal.any([abandoned.signal, ...(options.signal ? [options.signal] : [])]);
  const log = (name: ProcessName) => join(folders.logs, `${productNames[name]}.log`);
  const serviceNames: readonly ProcessName[] = [
    ...partNames.filter((name) => name !== "bridge" || bridge === undefined),
    ...(linkNames.length > 0 ? ["proxy" as const] : []),
  ];
  const containers = new Map(
    serviceNames.map((name) => [name, new ComposePart(name, project, log(name), signal)]),
  );
  for (const each of containers.values()) resources.use(each);
  if (options.fresh) await project.run("down", "--volumes");

  const ofService = (service: string) =>
    [...containers.values()].find(({ name }) => productNames[name] === service);
  const failure = Promise.withResolvers<PartFailedError>();
  resources.defer(async () => {
    for (const each of containers.values()) each.endAsked = true;
    // Otherwise the data stays in the project's volumes until `fresh`.
    await project.run("down", ...(options.temporary ? ["--volumes"] : []));
  });
  resources.use(
    project.watch(({ service, action, attributes }) => {
      const died = action === "die" ? ofService(service) : undefined;
      if (died === undefined || died.endAsked) return;
      void died.failed(`ended by itself: exit code ${attributes["exitCode"]}`).then(failure.resolve);
    }),
  );

  const addresses = addressesAt(ports);
  const bridgePart =
    bridge &&
    new ProcessPart(
      bridgeProgram(
        bridge,
        (usableBy) => connectedToBroker(addresses.mqttUrl, bridgeConnectedForMs, usableBy),
        {
          ...{ MQTT_TOPIC: "coffee", KAFKA_TOPIC: "coffee", MQTT_QOS: String(MQTT_QOS) },
          ...{ MQTT_URL: addresses.mqttUrl, KAFKA_BROKERS: addresses.kafkaBrokers },
        },
        log("bridge"),
      ),
      { started: (name, pid) => lock.remember(name, pid), failed: failure.resolve },
      signal,
    );
  if (bridgePart) resources.defer(() => bridgePart.stop());
  const parts = new Map<ProcessName, Part<ProcessName>>([
    ...containers,
    ...(bridgePart ? [["bridge", bridgePart] as const] : []),
  ]);

  const since = new Date();
  const images = makeImages(project, signal);
  const steps = new Map<StartStep, Promise<void>>([["images", images]]);
  const up = images.then(async () => {
    if (bridgePart === undefined) await project.runUntil(signal, "up", "--detach");
    else await upAround(bridgePart, project, steps, signal);
  });
  for (const [name, container] of containers) {
    steps.set(name, Promise.race([images.then(() => container.untilUsable(since)), failedWith(up)]));
  }
  options.onSteps?.(steps);
  try {
    await Promise.all([up, ...steps.values()]);
  } catch (error) {
    abandoned.abort();
    await Promise.allSettled([up, ...steps.values()]);
    throw error instanceof ComposeError ? await namingThePart(error, ofService, project) : error;
  }

  const running = resources.move();
  return {
    addresses,
    names: {
      mqttTopic: "coffee",
      kafkaTopic: "coffee",
      deadLetterTopic: deadLetterTopicOf("coffee"),
      consumerGroup: defaultGroup,
      connector: bridge === undefined ? connectorName : undefined,
    },
    section: undefined,
    journals: journalsIn(options.folder, options.journals),
    part: (name) => partIn(parts, name) as Part,
    link: proxiedLinks(linkNames, `http://${loopback}:${proxyPort}`),
    failure: failure.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/**
 * The bridge that is to stand in the place of our connector.
 * @throws RangeError for what only the runtime local has: another Connect source, and links of a bridge
 */
function programIn({ bridge, links = [] }: PipelineOptions): BridgeProgram | undefined {
  if (bridge === undefined) return undefined;
  if (bridge.kind !== "program")
    throw new RangeError("another Connect source runs in the runtime local only");
  if (links.length > 0) throw new RangeError("with a bridge links can be broken in the runtime local only");
  return bridge;
}

/** Starts the containers in two steps: the publisher is last, and what is in Connect's place is not compose's to wait for. */
async function upAround(
  bridge: ProcessPart,
  project: ComposeProject,
  steps: StartSteps,
  signal: AbortSignal,
): Promise<void> {
  const up = (...services: readonly string[]) =>
    project.runUntil(signal, "up", "--detach", "--scale", "connect=0", ...services);
  await up("consumer");
  await bridge.start();
  await steps.get("consumer");
  await up("--no-deps", "publisher");
}

/** Builds the images of the checkout and pulls the others, where they are not there already. */
async function makeImages(project: ComposeProject, signal: AbortSignal): Promise<void> {
  try {
    await project.runUntil(signal, "build");
    await project.runUntil(signal, "pull", "--policy", "missing", "--ignore-buildable");
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    const hint =
      "Where no image registry is reached, .ci/standin-images/build makes stand-ins; " +
      '`docker compose --env-file .ci/standin-images/registry-free.env` or `env $(grep -v "^#" .ci/standin-images/registry-free.env) npm …` uses them.';
    throw new ComposeError(`The images cannot be had.\n${error.message}\n${hint}`);
  }
}

/** Rejects with the work, and never resolves: for a race that only its failure may win. */
function failedWith(work: Promise<unknown>): Promise<never> {
  return work.then(() => new Promise<never>(() => undefined));
}

/** compose says that a dependency failed; people want to know which, and what it said last. */
async function namingThePart(
  error: ComposeError,
  ofService: (service: string) => ComposePart | undefined,
  project: ComposeProject,
): Promise<Error> {
  const containers = await project.containers();
  const failed = containers.find(({ State, Health, ExitCode }) =>
    State === "exited" ? ExitCode !== 0 : Health === "unhealthy",
  );
  if (failed === undefined) return error;
  const part = ofService(failed.Service);
  if (part !== undefined) return await part.failed(`did not start: ${error.message}`);
  const log = await project.run("logs", "--no-color", "--no-log-prefix", "--tail", "20", failed.Service);
  return new ComposeError(`${failed.Service} failed with exit code ${failed.ExitCode}:\n${log}`);
}
