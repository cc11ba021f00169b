import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { pino } from "pino";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { type KafkaAccess } from "../../../services/shared/kafka/security/kafka-security.ts";
import { TopicTemplate } from "../../../services/shared/mqtt/topic-template.ts";
import { addressesAt, brokerAddresses } from "../addresses.ts";
import { type Pipeline } from "../pipeline.ts";
import { type PipelineOptions, type StartStep } from "../pipeline-options.ts";
import { GroupMembership } from "../probes/group-membership.ts";
import { serviceProgram } from "../processes/service-program.ts";
import { consumerRecording } from "../start/consumer-recording.ts";
import { consumerUnderTest } from "../start/consumer-under-test.ts";
import { PipelineStart } from "../start/pipeline-start.ts";
import { type Step } from "../start/start-graph.ts";
import { BrokerFiles } from "./broker-files.ts";
import { foreignAccess } from "./foreign-access.ts";
import { type ForeignPipeline } from "./foreign-pipeline.ts";
import { beginGroup, endOffsets, requireBroker } from "./reach-foreign.ts";
import { startConsumer } from "./start-consumer.ts";

const silent = pino({ level: "silent" });

/** The consumer's group, and the terms on which Kafka lets it in. */
interface ConsumerTerms {
  readonly groupId: string;
  readonly access: KafkaAccess;
}

/**
 * Starts the project's publisher before and its consumer, or that under test, behind somebody else's pipeline. These two are its
 * only parts; the consumer reads, in a group of its own, whatever is written from now on. Nothing is left there at the end.
 * @throws {ClientPropertiesError}; {UnreachableError} if an address or a topic does not answer; {PartFailedError}. Nothing is left running then
 */
export async function startForeignPipeline(
  options: PipelineOptions,
  foreign: ForeignPipeline,
): Promise<Pipeline> {
  await using start = new PipelineStart({ ...options, links: [] });
  const access = foreignAccess(foreign);
  await requireBroker(foreign);
  const startOffsets = await endOffsets(foreign, access, silent);
  await start.prepare();
  const { mqtt, mqttTopic, kafkaBrokers, kafkaTopic } = foreign;
  const consumerGroup = `testbed-${randomUUID()}`;
  start.resources.use(await beginGroup(consumerGroup, foreign, access, startOffsets, silent));
  await start.run(foreignSteps(start, options, foreign, { groupId: consumerGroup, access }));
  const addresses = {
    ...addressesAt(options.ports),
    ...brokerAddresses(mqtt, access),
    kafkaBrokers,
  };
  const log = {
    brokers: kafkaBrokers.split(","),
    ...{ topic: kafkaTopic, groupId: consumerGroup, access, startOffsets },
  };
  return start.finish({
    addresses,
    recording: await consumerRecording(start, options, log),
    names: {
      mqttTopic: new TopicTemplate(mqttTopic, 1).filter,
      ...{ kafkaTopic, deadLetterTopic: undefined, consumerGroup, connector: undefined },
    },
    section: { run: await runOf(addresses.publisher), startOffsets },
  });
}

/** Adds the consumer and the publisher, and returns the steps that start them in this order. */
function foreignSteps(
  start: PipelineStart,
  options: PipelineOptions,
  foreign: ForeignPipeline,
  terms: ConsumerTerms,
): Step<StartStep>[] {
  const { ports, publisher, mqttQos, traceCarrier, journals } = options;
  const { mqtt, mqttTopic } = foreign;
  const { folder } = start;
  const secrets = new BrokerFiles(mqtt, join(folder.path, "secrets"));
  const { consumerUrl } = addressesAt(ports);
  const environment = {
    ...publisher,
    ...(traceCarrier === undefined ? {} : { TRACE: traceCarrier }),
    ...secrets.environment,
    MQTT_TOPIC: mqttTopic,
    MQTT_QOS: mqttQos?.toString(),
    // A consumer under test has no status.
    CONSUMER_URL: options.consumer === undefined ? consumerUrl : undefined,
    JOURNAL: journals ? folder.journals.publisher : undefined,
  };
  const startIt = addConsumer(start, options, foreign, terms);
  const part = start.addProcess({
    ...serviceProgram("publisher", ports.PUBLISHER_PORT, environment, folder.logOf("publisher")),
    folder: process.cwd(),
  });
  return [
    { name: "consumer", after: [], run: startIt },
    {
      name: "publisher",
      after: ["consumer"],
      run: async () => {
        // The publisher has read them once it is usable.
        await using _written = await secrets.write();
        await part.start();
      },
    },
  ];
}

/** Adds our consumer, or that under test, and returns its start. It gets no secret, only the name of the file that has it. */
function addConsumer(
  start: PipelineStart,
  { ports, traceCarrier, journals: areWanted, consumer: program }: PipelineOptions,
  foreign: ForeignPipeline,
  { groupId, access }: ConsumerTerms,
): () => Promise<void> {
  const { kafkaBrokers, kafkaTopic, kafkaConfig } = foreign;
  const logFile = start.folder.logOf("consumer");
  const { journals } = start.folder;
  const environment = {
    KAFKA_BROKERS: kafkaBrokers,
    KAFKA_TOPIC: kafkaTopic,
    KAFKA_GROUP: groupId,
    KAFKA_CONFIG: kafkaConfig === undefined ? undefined : resolve(kafkaConfig),
  };
  if (program !== undefined) {
    const journal = { JOURNAL: areWanted ? journals.consumerUnderTest : undefined };
    const membership = new GroupMembership(kafkaBrokers, groupId, access.security);
    const tested = consumerUnderTest(program, membership, { ...environment, ...journal }, logFile);
    const part = start.addProcess(tested);
    return () => part.start();
  }
  const settings = {
    ...environment,
    ...(traceCarrier === undefined ? {} : { TRACE: traceCarrier }),
    KAFKA_SESSION_TIMEOUT_MS: String(access.sessionTimeoutMs),
    JOURNAL: areWanted ? journals.consumer : undefined,
  };
  const part = start.addProcess({
    ...serviceProgram("consumer", ports.CONSUMER_PORT, settings, logFile),
    // Relative paths in client properties are from here.
    folder: process.cwd(),
  });
  return () => startConsumer(part, foreign, addressesAt(ports).consumer);
}

/** Returns the `run` of a publisher. */
async function runOf(publisher: HttpClient): Promise<string> {
  const response = await publisher.fetch("/status");
  const { run } = (await response.json()) as { readonly run: string };
  return run;
}
