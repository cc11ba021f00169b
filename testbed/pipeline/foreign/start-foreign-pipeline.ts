import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { pino } from "pino";
import { addressesAt, brokerAddresses } from "../addresses.ts";
import { type Pipeline } from "../pipeline.ts";
import { type PipelineOptions, type StartStep } from "../pipeline-options.ts";
import { serviceProgram } from "../processes/service-program.ts";
import { PipelineStart } from "../start/pipeline-start.ts";
import { type Step } from "../start/start-graph.ts";
import { BrokerFiles } from "./broker-files.ts";
import { type ForeignPipeline } from "./foreign-pipeline.ts";
import { endOffsets, requireBroker } from "./reach-foreign.ts";
import { TemporaryGroup } from "./temporary-group.ts";

const silent = pino({ level: "silent" });

/**
 * Starts the project's publisher before and its consumer behind somebody else's pipeline. These two are its only parts;
 * the consumer reads, in a group of its own, whatever is written from now on. Nothing is left there at the end.
 * @throws {UnreachableError} if an address or a topic does not answer; {PartFailedError}. Nothing is left running then
 */
export async function startForeignPipeline(
  options: PipelineOptions,
  foreign: ForeignPipeline,
): Promise<Pipeline> {
  await using start = new PipelineStart({ ...options, links: [] });
  await requireBroker(foreign);
  const startOffsets = await endOffsets(foreign, silent);
  await start.prepare();
  const { mqtt, mqttTopic, kafkaBrokers, kafkaTopic } = foreign;
  const brokers = kafkaBrokers.split(",");
  const consumerGroup = `testbed-${randomUUID()}`;
  start.resources.use(await TemporaryGroup.begin(consumerGroup, brokers, kafkaTopic, startOffsets, silent));
  await start.run(foreignSteps(start, options, foreign, consumerGroup));
  const addresses = { ...addressesAt(options.ports), ...brokerAddresses(mqtt), kafkaBrokers };
  return start.finish({
    addresses,
    names: { mqttTopic, kafkaTopic, deadLetterTopic: undefined, consumerGroup, connector: undefined },
    section: { run: await runOf(addresses.publisherUrl), startOffsets },
  });
}

/** Adds the consumer and the publisher, and returns the steps that start them in this order. */
function foreignSteps(
  start: PipelineStart,
  { ports, publisher, mqttQos, traceCarrier, journals }: PipelineOptions,
  { mqtt, mqttTopic, kafkaBrokers, kafkaTopic }: ForeignPipeline,
  consumerGroup: string,
): Step<StartStep>[] {
  const { folder } = start;
  const secrets = new BrokerFiles(mqtt, join(folder.path, "secrets"));
  const tracing = traceCarrier === undefined ? {} : { TRACE: traceCarrier };
  const environments = {
    consumer: {
      ...tracing,
      KAFKA_BROKERS: kafkaBrokers,
      KAFKA_TOPIC: kafkaTopic,
      KAFKA_GROUP: consumerGroup,
      JOURNAL: journals ? folder.journals.consumer : undefined,
    },
    publisher: {
      ...publisher,
      ...tracing,
      ...secrets.environment,
      MQTT_TOPIC: mqttTopic,
      MQTT_QOS: mqttQos?.toString(),
      CONSUMER_URL: addressesAt(ports).consumerUrl,
      JOURNAL: journals ? folder.journals.publisher : undefined,
    },
  } as const;
  const add = (name: "consumer" | "publisher", port: number) =>
    start.addProcess(serviceProgram(name, port, environments[name], folder.logOf(name)));
  const parts = {
    consumer: add("consumer", ports.CONSUMER_PORT),
    publisher: add("publisher", ports.PUBLISHER_PORT),
  };
  return [
    { name: "consumer", after: [], run: () => parts.consumer.start() },
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
