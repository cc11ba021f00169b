import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { defaultGroup } from "../../../services/consumer/config.ts";
import { connectorName, registerMqttSource } from "../../../services/provision/mqtt-source.ts";
import { createTopics, deadLetterTopicOf, pipelineTopics } from "../../../services/provision/topics.ts";
import { publisherSettings } from "../../../services/publisher/config.ts";
import { readEnvironment } from "../../../services/shared/environment.ts";
import { type PartName } from "../../../services/shared/topology.ts";
import { addressesAt } from "../addresses.ts";
import { FolderLock } from "../folder/folder-lock.ts";
import { foldersIn, journalsIn } from "../folder/folders.ts";
import { type PartFailedError, type ProcessName, productNames } from "../part.ts";
import { partIn } from "../part-in.ts";
import { type Pipeline } from "../pipeline.ts";
import { type PipelineOptions, type StartStep } from "../pipeline-options.ts";
import { loopback, requireFree } from "../ports.ts";
import { bridgeProgram, connectedThroughProxy, connectedToBroker } from "../processes/bridge-program.ts";
import { ProcessPart, type Program } from "../processes/process-part.ts";
import { serviceProgram } from "../processes/service-program.ts";
import { proxiedLinks } from "../proxied-links.ts";
import { connectProgram } from "./connect.ts";
import { kafkaProgram } from "./kafka.ts";
import { localLinks } from "./local-links.ts";
import { mosquittoProgram } from "./mosquitto.ts";

const mqttTopic = "coffee";
const kafkaTopic = "coffee";

/**
 * Starts the pipeline as processes on loopback, as parallel as the dependencies allow:
 *
 *     mosquitto ─────────────────────────┐
 *     kafka ── topics ── consumer ───────┤
 *     connect ───┴────── connector ──────┴── publisher
 *
 * The publisher is last, so that nothing is published before somebody waits for it at the far end.
 * @throws {PartFailedError} when a part does not start, {PortsInUseError}, {FolderInUseError}, {EnvironmentError};
 * nothing is left running then
 */
export async function startLocalPipeline(options: PipelineOptions): Promise<Pipeline> {
  await using resources = new AsyncDisposableStack();
  const { ports, bridge } = options;
  const isProgram = bridge?.kind === "program";
  const folders = foldersIn(options.folder);
  const lock = resources.use(FolderLock.take(folders.lock));
  await requireFree(ports);
  // Logs are of one start: a failure must not show lines of an earlier one.
  const removed = options.fresh ? [folders.data, folders.logs] : [folders.logs];
  await Promise.all(removed.map((folder) => rm(folder, { recursive: true, force: true })));
  const needed = [folders.mosquitto, folders.kafka, folders.connect, folders.journals, folders.logs];
  await Promise.all(needed.map((folder) => mkdir(folder, { recursive: true })));

  const linkNames = options.links ?? [];
  const links = await localLinks(linkNames, ports);
  const addresses = addressesAt(ports);
  const journals = journalsIn(options.folder, options.journals);
  const common = { MQTT_TOPIC: mqttTopic, KAFKA_TOPIC: kafkaTopic };
  const tracing = options.traceCarrier === undefined ? {} : { TRACE: options.traceCarrier };
  const publisherEnvironment = {
    ...options.publisher,
    ...common,
    ...tracing,
    MQTT_URL: `mqtt://${links.called("publisher-mqtt")}`,
    MQTT_QOS: options.mqttQos?.toString() ?? process.env["MQTT_QOS"],
    CONSUMER_URL: addresses.consumerUrl,
    // Only our connector has this name there; of a bridge under test nobody knows whom to ask.
    CONNECT_URL: isProgram ? undefined : addresses.connectUrl,
    JOURNAL: journals?.publisher,
  };
  // A wrong setting is said before anything is started.
  const { MQTT_QOS } = readEnvironment(publisherSettings, {
    ...process.env,
    ...publisherEnvironment,
    PORT: undefined,
  });
  const log = (name: ProcessName) => join(folders.logs, `${productNames[name]}.log`);
  const bridgeEnvironment = {
    ...common,
    MQTT_URL: `mqtt://${links.called("mqtt-bridge")}`,
    MQTT_QOS: String(MQTT_QOS),
    KAFKA_BROKERS: links.called("bridge-kafka"),
  };
  const proxyUrl = `http://${loopback}:${links.proxyPort}`;
  const programs: readonly Program[] = [
    mosquittoProgram(ports.MQTT_PORT, folders.mosquitto, log("mqtt")),
    kafkaProgram({ external: ports.KAFKA_PORT, ...links.kafka }, folders.kafka, log("kafka")),
    ...(linkNames.length === 0
      ? []
      : [
          serviceProgram(
            "proxy",
            links.proxyPort,
            { ...tracing, LINKS: links.routes, JOURNAL: journals?.link },
            log("proxy"),
          ),
        ]),
    isProgram
      ? bridgeProgram(
          bridge,
          (signal) =>
            linkNames.includes("mqtt-bridge")
              ? connectedThroughProxy(proxyUrl, signal)
              : connectedToBroker(addresses.mqttUrl, 0, signal),
          bridgeEnvironment,
          log("bridge"),
        )
      : connectProgram(ports.CONNECT_PORT, bridgeEnvironment, log("bridge"), folders.connect, bridge),
    serviceProgram(
      "consumer",
      ports.CONSUMER_PORT,
      { ...common, ...tracing, KAFKA_BROKERS: links.called("kafka-consumer"), JOURNAL: journals?.consumer },
      log("consumer"),
    ),
    serviceProgram("publisher", ports.PUBLISHER_PORT, publisherEnvironment, log("publisher")),
  ];

  const failure = Promise.withResolvers<PartFailedError>();
  const abandoned = new AbortController();
  resources.defer(() => abandoned.abort());
  const signal = AbortSignal.any([abandoned.signal, ...(options.signal ? [options.signal] : [])]);
  const listener = {
    started: (name: ProcessName, pid: number) => lock.remember(name, pid),
    failed: failure.resolve,
  };
  // Disposal is in reverse: what stands last here, at the beginning of the flow, is stopped first.
  const parts = new Map(
    programs.map((program) => [program.name, new ProcessPart(program, listener, signal)]),
  );
  // What these would save when they are asked to stop is thrown away. Services write journals to their end, and a bridge
  // under test may have to say goodbye elsewhere.
  const killed: readonly ProcessName[] = options.temporary
    ? ["mqtt", "kafka", ...(isProgram ? [] : (["bridge"] as const))]
    : [];
  for (const part of parts.values()) {
    resources.defer(() => (killed.includes(part.name) ? part.kill() : part.stop()));
  }
  const part = (name: PartName) => partIn(parts, name) as ProcessPart<PartName>;

  const silent = pino({ level: "silent" });
  const started = new Map<StartStep, Promise<void>>();
  const step = (name: StartStep, after: readonly StartStep[], work: () => Promise<void>) => {
    const done = Promise.all(after.map((earlier) => started.get(earlier))).then(work);
    started.set(name, done);
  };
  const proxySteps: StartStep[] = parts.has("proxy") ? ["proxy"] : [];
  for (const name of proxySteps) step(name, [], () => partIn(parts, name).start());
  step("mqtt", [], () => part("mqtt").start());
  step("kafka", [], () => part("kafka").start());
  step("topics", ["kafka"], () => createTopics([addresses.kafkaBrokers], pipelineTopics(kafkaTopic), silent));
  if (isProgram) {
    // Nobody knows whether it waits for the others, as Connect does.
    step("bridge", [...proxySteps, "mqtt", "topics"], () => part("bridge").start());
  } else {
    step("bridge", proxySteps, () => part("bridge").start());
    step("connector", ["topics", "bridge", "mqtt"], () =>
      registerMqttSource(addresses.connectUrl, bridge?.config, signal),
    );
  }
  step("consumer", ["topics", ...proxySteps], () => part("consumer").start());
  step("publisher", ["mqtt", "bridge", "connector", "consumer"], () => part("publisher").start());
  options.onSteps?.(started);
  await settled([...started.values()], abandoned);

  const running = resources.move();
  return {
    addresses,
    names: {
      mqttTopic,
      kafkaTopic,
      deadLetterTopic: deadLetterTopicOf(kafkaTopic),
      consumerGroup: defaultGroup,
      connector: isProgram ? undefined : connectorName,
    },
    section: undefined,
    journals,
    part,
    link: proxiedLinks(linkNames, proxyUrl),
    failure: failure.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The first failure ends the others' waiting; it is thrown once all have ended, so that nothing starts afterwards. */
async function settled(steps: readonly Promise<void>[], abandoned: AbortController): Promise<void> {
  try {
    await Promise.all(steps);
  } catch (error) {
    abandoned.abort();
    await Promise.allSettled(steps);
    throw error;
  }
}
