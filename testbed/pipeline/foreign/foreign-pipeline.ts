import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { pino } from "pino";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type PartName } from "../../../services/shared/topology.ts";
import { addressesAt } from "../addresses.ts";
import { FolderLock } from "../folder/folder-lock.ts";
import { foldersIn, journalsIn } from "../folder/folders.ts";
import { type Part, type PartFailedError, type ProcessName } from "../part.ts";
import { partIn } from "../part-in.ts";
import { type Pipeline } from "../pipeline.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { requireFree } from "../ports.ts";
import { ProcessPart } from "../processes/process-part.ts";
import { serviceProgram } from "../processes/service-program.ts";
import { proxiedLinks } from "../proxied-links.ts";
import { type ForeignPipeline, UnreachableError, withoutPassword } from "./foreign.ts";
import { TemporaryGroup } from "./temporary-group.ts";

const answerTimeoutMs = 5_000;
const retries = 3;
const silent = pino({ level: "silent" });

/**
 * Puts our publisher before somebody else's pipeline and our consumer behind it. Only these two are parts; the consumer
 * reads, in a group of its own, what is written from now on. Nothing of ours is left there at the end.
 * @throws {UnreachableError} when an address or a topic does not answer; {PartFailedError}. Nothing is left running then
 */
export async function startForeignPipeline(
  { folder, ports, journals: written, publisher, mqttQos, traceCarrier, signal: givenUp }: PipelineOptions,
  { mqttUrl, mqttTopic, kafkaBrokers, kafkaTopic }: ForeignPipeline,
): Promise<Pipeline> {
  await using resources = new AsyncDisposableStack();
  const folders = foldersIn(folder);
  const lock = resources.use(FolderLock.take(folders.lock));
  await requireFree(ports);
  const brokers = kafkaBrokers.split(",");
  await requireBroker(mqttUrl);
  const startOffsets = await endOf(brokers, kafkaTopic);
  await Promise.all([folders.journals, folders.logs].map((needed) => mkdir(needed, { recursive: true })));

  const journals = journalsIn(folder, written);
  const consumerGroup = `testbed-${randomUUID()}`;
  resources.use(await TemporaryGroup.begin(consumerGroup, brokers, kafkaTopic, startOffsets, silent));
  const failure = Promise.withResolvers<PartFailedError>();
  const listener = {
    started: (name: ProcessName, pid: number) => lock.remember(name, pid),
    failed: failure.resolve,
  };
  const signal = givenUp ?? new AbortController().signal;
  const tracing = traceCarrier === undefined ? {} : { TRACE: traceCarrier };
  const consumerEnvironment = {
    ...tracing,
    KAFKA_BROKERS: kafkaBrokers,
    KAFKA_TOPIC: kafkaTopic,
    KAFKA_GROUP: consumerGroup,
    JOURNAL: journals?.consumer,
  };
  const publisherEnvironment = {
    ...publisher,
    ...tracing,
    MQTT_URL: mqttUrl,
    MQTT_TOPIC: mqttTopic,
    MQTT_QOS: mqttQos?.toString(),
    CONSUMER_URL: addressesAt(ports).consumerUrl,
    JOURNAL: journals?.publisher,
  };
  const log = (name: PartName) => join(folders.logs, `${name}.log`);
  const parts = new Map<string, Part>();
  for (const program of [
    serviceProgram("consumer", ports.CONSUMER_PORT, consumerEnvironment, log("consumer")),
    serviceProgram("publisher", ports.PUBLISHER_PORT, publisherEnvironment, log("publisher")),
  ]) {
    const part = new ProcessPart(program, listener, signal);
    parts.set(program.name, part);
    resources.defer(() => part.stop());
    await part.start();
  }

  const addresses = { ...addressesAt(ports), mqttUrl, kafkaBrokers };
  const { run } = (await (await fetch(`${addresses.publisherUrl}/status`)).json()) as {
    readonly run: string;
  };
  const running = resources.move();
  return {
    addresses,
    names: { mqttTopic, kafkaTopic, deadLetterTopic: undefined, consumerGroup, connector: undefined },
    section: { run, startOffsets },
    journals,
    part: (name) => partIn(parts, name),
    link: proxiedLinks([], ""),
    failure: failure.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** @throws {UnreachableError} when no broker lets us in there */
async function requireBroker(mqttUrl: string): Promise<void> {
  try {
    const client = await connectAsync(mqttUrl, {
      protocolVersion: 5,
      clientId: `testbed-${randomUUID()}`,
      connectTimeout: answerTimeoutMs,
      reconnectPeriod: 0,
    });
    await client.endAsync();
  } catch (error) {
    throw new UnreachableError(
      `--mqtt ${withoutPassword(mqttUrl)}: no MQTT broker answers there (${reasonOf(error)})`,
    );
  }
}

/** Where each partition of the topic ends now. @throws {UnreachableError} when Kafka does not answer, or has no such topic */
async function endOf(brokers: readonly string[], topic: string): Promise<ReadonlyMap<number, number>> {
  const admin = kafkaClient("testbed", brokers, silent, retries).admin();
  try {
    await admin.connect();
    // Asking for a topic that is not there could make it (auto.create.topics.enable).
    if (!(await admin.listTopics()).includes(topic)) {
      throw new UnreachableError(`--kafka-topic ${topic}: there is no such topic at ${brokers}`);
    }
    const ends = await admin.fetchTopicOffsets(topic);
    return new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    throw new UnreachableError(`--kafka ${brokers}: no Kafka broker answers there (${reasonOf(error)})`);
  } finally {
    await admin.disconnect();
  }
}

function reasonOf(error: unknown): string {
  // Where a name has several addresses, the reasons stand one level below.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return first instanceof Error ? first.message : String(first);
}
