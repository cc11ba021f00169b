import { randomUUID } from "node:crypto";
import { join, resolve } from "node:path";
import { pino } from "pino";
import { type KafkaAccess } from "../../../services/shared/kafka/security/kafka-security.ts";
import { addressesAt, brokerAddresses } from "../addresses.ts";
import { type Pipeline } from "../pipeline.ts";
import { type PipelineOptions, type StartStep } from "../pipeline-options.ts";
import { serviceProgram } from "../processes/service-program.ts";
import { PipelineStart } from "../start/pipeline-start.ts";
import { type Step } from "../start/start-graph.ts";
import { BrokerFiles } from "./broker-files.ts";
import { foreignAccess } from "./foreign-access.ts";
import { type ForeignPipeline } from "./foreign-pipeline.ts";
import { beginGroup, endOffsets, requireBroker } from "./reach-foreign.ts";
import { startConsumer } from "./start-consumer.ts";

const silent = pino({ level: "silent" });

/**
 * Starts the project's publisher before and its consumer behind somebody else's pipeline. These two are its only parts;
 * the consumer reads, in a group of its own, whatever is written from now on. Nothing is left there at the end.
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
  await start.run(
    foreignSteps(start, options, foreign, { KAFKA_GROUP: consumerGroup, ...termsOf(foreign, access) }),
  );
  const addresses = {
    ...addressesAt(options.ports),
    ...brokerAddresses(mqtt),
    kafkaBrokers,
    kafkaAccess: access,
  };
  return start.finish({
    addresses,
    names: { mqttTopic, kafkaTopic, deadLetterTopic: undefined, consumerGroup, connector: undefined },
    section: { run: await runOf(addresses.publisherUrl), startOffsets },
  });
}

/** Returns the consumer's settings for these terms: no secret, only the file that has it. */
function termsOf({ kafkaConfig }: ForeignPipeline, { sessionTimeoutMs }: KafkaAccess) {
  return {
    KAFKA_SESSION_TIMEOUT_MS: String(sessionTimeoutMs),
    KAFKA_CONFIG: kafkaConfig === undefined ? undefined : resolve(kafkaConfig),
  };
}

/** Adds the consumer and the publisher, and returns the steps that start them in this order. */
function foreignSteps(
  start: PipelineStart,
  { ports, publisher, mqttQos, traceCarrier, journals }: PipelineOptions,
  foreign: ForeignPipeline,
  consumerSettings: Readonly<Record<string, string | undefined>>,
): Step<StartStep>[] {
  const { mqtt, mqttTopic, kafkaBrokers, kafkaTopic } = foreign;
  const { folder } = start;
  const secrets = new BrokerFiles(mqtt, join(folder.path, "secrets"));
  const tracing = traceCarrier === undefined ? {} : { TRACE: traceCarrier };
  const { consumerUrl } = addressesAt(ports);
  const environments = {
    consumer: {
      ...tracing,
      ...consumerSettings,
      KAFKA_BROKERS: kafkaBrokers,
      KAFKA_TOPIC: kafkaTopic,
      JOURNAL: journals ? folder.journals.consumer : undefined,
    },
    publisher: {
      ...publisher,
      ...tracing,
      ...secrets.environment,
      MQTT_TOPIC: mqttTopic,
      MQTT_QOS: mqttQos?.toString(),
      CONSUMER_URL: consumerUrl,
      JOURNAL: journals ? folder.journals.publisher : undefined,
    },
  } as const;
  const add = (name: "consumer" | "publisher", port: number) =>
    start.addProcess({
      ...serviceProgram(name, port, environments[name], folder.logOf(name)),
      // Relative paths in client properties are from here.
      folder: process.cwd(),
    });
  const parts = {
    consumer: add("consumer", ports.CONSUMER_PORT),
    publisher: add("publisher", ports.PUBLISHER_PORT),
  };
  return [
    { name: "consumer", after: [], run: () => startConsumer(parts.consumer, foreign, consumerUrl) },
    {
      name: "publisher",
      after: ["consumer"],
      run: async () => {
        // The publisher has read them once it is usable.
        await using _written = await secrets.write();
        await parts.publisher.start();
      },
    },
  ];
}

/** Returns the `run` of a publisher. */
async function runOf(publisherUrl: string): Promise<string> {
  const response = await fetch(`${publisherUrl}/status`);
  const { run } = (await response.json()) as { readonly run: string };
  return run;
}
