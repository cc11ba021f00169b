import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { type LinkName } from "../../../services/forwarder/link-name.ts";
import { registerMqttSource } from "../../../services/provision/mqtt-source.ts";
import { createTopics, pipelineTopics } from "../../../services/provision/topics.ts";
import { publisherSettings } from "../../../services/publisher/config.ts";
import { readEnvironment } from "../../../services/shared/environment.ts";
import { addressesAt } from "../addresses.ts";
import { FolderLock } from "../folder-lock.ts";
import { foldersIn, journalsIn } from "../folders.ts";
import { forwardedLinks } from "../forwarded-links.ts";
import { partIn } from "../part-in.ts";
import {
  type PartFailed,
  type PartName,
  type Pipeline,
  type PipelineOptions,
  type ProcessName,
  type StartStep,
} from "../pipeline.ts";
import { freePorts, loopback, requireFree } from "../ports.ts";
import { connectProgram } from "./connect.ts";
import { kafkaProgram } from "./kafka.ts";
import { LocalPart, type Program } from "./local-part.ts";
import { mosquittoProgram } from "./mosquitto.ts";
import { serviceProgram } from "./service.ts";

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
 * @throws {PartFailed} when a part does not start, {PortsTaken}, {FolderInUse}, {EnvironmentError};
 * nothing is left running then
 */
export async function startLocalPipeline(options: PipelineOptions): Promise<Pipeline> {
  await using resources = new AsyncDisposableStack();
  const { ports } = options;
  const folders = foldersIn(options.folder);
  const lock = resources.use(FolderLock.take(folders.lock));
  await requireFree(ports);
  // Logs are of one start: a failure must not show lines of an earlier one.
  const removed = options.fresh ? [folders.data, folders.logs] : [folders.logs];
  await Promise.all(removed.map((folder) => rm(folder, { recursive: true, force: true })));
  const needed = [folders.mosquitto, folders.kafka, folders.journals, folders.logs];
  await Promise.all(needed.map((folder) => mkdir(folder, { recursive: true })));

  const linkNames = options.links ?? [];
  const [kafkaForConnect = 0, kafkaForConsumer = 0, controller = 0, forwarder = 0, ...forwardedPorts] =
    await freePorts(4 + linkNames.length, Object.values(ports));
  const targets = {
    "publisher-mosquitto": ports.MQTT_PORT,
    "mosquitto-connect": ports.MQTT_PORT,
    "connect-kafka": kafkaForConnect,
    "kafka-consumer": kafkaForConsumer,
  } as const satisfies Record<LinkName, number>;
  const forwarded = new Map(linkNames.map((link, index) => [link, forwardedPorts[index] ?? 0]));
  /** Where the client of a link connects to: the part itself, or the forwarder before it. */
  const called = (link: LinkName): string => `${loopback}:${forwarded.get(link) ?? targets[link]}`;
  const addresses = addressesAt(ports);
  const journals = journalsIn(options.folder, options.journals);
  const common = { MQTT_TOPIC: mqttTopic, KAFKA_TOPIC: kafkaTopic };
  const publisherEnvironment = {
    ...options.publisher,
    ...common,
    MQTT_URL: `mqtt://${called("publisher-mosquitto")}`,
    MQTT_QOS: options.mqttQos?.toString() ?? process.env["MQTT_QOS"],
    JOURNAL: journals?.publisher,
  };
  // A wrong setting is said before anything is started.
  const { MQTT_QOS } = readEnvironment(publisherSettings, {
    ...process.env,
    ...publisherEnvironment,
    PORT: undefined,
  });
  const log = (name: ProcessName) => join(folders.logs, `${name}.log`);
  const programs: readonly Program[] = [
    mosquittoProgram(ports.MQTT_PORT, folders.mosquitto, log("mosquitto")),
    kafkaProgram(
      {
        external: ports.KAFKA_PORT,
        connect: kafkaForConnect,
        consumer: kafkaForConsumer,
        controller,
        advertised: {
          connect: forwarded.get("connect-kafka") ?? kafkaForConnect,
          consumer: forwarded.get("kafka-consumer") ?? kafkaForConsumer,
        },
      },
      folders.kafka,
      log("kafka"),
    ),
    ...(linkNames.length === 0
      ? []
      : [
          serviceProgram(
            "forwarder",
            forwarder,
            {
              LINKS: [...forwarded]
                .map(([link, port]) => `${link}=${loopback}:${port}>${loopback}:${targets[link]}`)
                .join(),
              JOURNAL: journals?.link,
            },
            log("forwarder"),
          ),
        ]),
    connectProgram(
      ports.CONNECT_PORT,
      {
        ...common,
        MQTT_URL: `mqtt://${called("mosquitto-connect")}`,
        MQTT_QOS: String(MQTT_QOS),
        KAFKA_BROKERS: called("connect-kafka"),
      },
      log("connect"),
    ),
    serviceProgram(
      "consumer",
      ports.CONSUMER_PORT,
      { ...common, KAFKA_BROKERS: called("kafka-consumer"), JOURNAL: journals?.consumer },
      log("consumer"),
    ),
    serviceProgram("publisher", ports.PUBLISHER_PORT, publisherEnvironment, log("publisher")),
  ];

  const failure = Promise.withResolvers<PartFailed>();
  const abandoned = new AbortController();
  resources.defer(() => abandoned.abort());
  const signal = AbortSignal.any([abandoned.signal, ...(options.signal ? [options.signal] : [])]);
  const listener = {
    started: (name: ProcessName, pid: number) => lock.remember(name, pid),
    failed: failure.resolve,
  };
  // Disposal is in reverse: what stands last here, at the beginning of the flow, is stopped first.
  const parts = new Map(programs.map((program) => [program.name, new LocalPart(program, listener, signal)]));
  for (const part of parts.values()) resources.defer(() => part.stop());
  const part = (name: PartName) => partIn(parts, name) as LocalPart<PartName>;

  const silent = pino({ level: "silent" });
  const started = new Map<StartStep, Promise<void>>();
  const step = (name: StartStep, after: readonly StartStep[], work: () => Promise<void>) => {
    const done = Promise.all(after.map((earlier) => started.get(earlier))).then(work);
    started.set(name, done);
  };
  const forwarderSteps: StartStep[] = parts.has("forwarder") ? ["forwarder"] : [];
  for (const name of forwarderSteps) step(name, [], () => partIn(parts, name).start());
  step("mosquitto", [], () => part("mosquitto").start());
  step("kafka", [], () => part("kafka").start());
  step("connect", forwarderSteps, () => part("connect").start());
  step("topics", ["kafka"], () => createTopics([addresses.kafkaBrokers], pipelineTopics(kafkaTopic), silent));
  step("connector", ["topics", "connect", "mosquitto"], () =>
    registerMqttSource(addresses.connectUrl, signal),
  );
  step("consumer", ["topics", ...forwarderSteps], () => part("consumer").start());
  step("publisher", ["mosquitto", "connector", "consumer"], () => part("publisher").start());
  options.onSteps?.(started);
  await settled([...started.values()], abandoned);

  const running = resources.move();
  return {
    addresses,
    journals,
    part,
    link: forwardedLinks(linkNames, `http://${loopback}:${forwarder}`),
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
