import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { grantRights } from "../../../services/provision/acls/grant-rights.ts";
import { connectorName, mqttSource, registerMqttSource } from "../../../services/provision/mqtt-source.ts";
import { createTopics, pipelineTopics } from "../../../services/provision/topics.ts";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { fileNames } from "../../certificates/folder/file-names.ts";
import { type Bridge, type ForeignConnector, isConnector } from "../bridge.ts";
import { ownKafkaTopic } from "../pipeline-names.ts";
import { type PipelineOptions, type StartStep } from "../pipeline-options.ts";
import { secureAccess } from "../secure-clients.ts";
import { type Step } from "../start/start-graph.ts";
import { type LocalPlaces } from "./local-environments.ts";
import { type LocalParts } from "./local-parts.ts";

/**
 * Returns the steps of a local start, as parallel as the dependencies allow:
 *
 *     mqtt ──────────────────────────────┐
 *     kafka ── topics ── consumer ───────┤
 *     bridge ────┴────── connector ──────┴── publisher
 *
 * In the secure form the rights in Kafka come before the topics, and before Connect, whose worker would end without them. The publisher is last, so that nothing is published before the consumer can receive it.
 */
export function localSteps(
  { bridge, onNotice }: PipelineOptions,
  { addresses, certificates }: LocalPlaces,
  parts: LocalParts,
  signal: AbortSignal,
): Step<StartStep>[] {
  const { kafkaBrokers, connect } = addresses;
  const { proxy } = parts;
  const viaProxy: StartStep[] = proxy === undefined ? [] : ["proxy"];
  const brokers = kafkaBrokers.split(",");
  const rights: StartStep[] = certificates === undefined ? [] : ["rights"];
  const topics = () => {
    const security =
      certificates === undefined ? undefined : secureAccess(certificates, "provision").security;
    return createTopics(brokers, pipelineTopics(ownKafkaTopic), silent, security);
  };
  return [
    ...(proxy === undefined ? [] : [{ name: "proxy" as const, after: [], run: () => proxy.start() }]),
    { name: "mqtt", after: [], run: () => parts.mqtt.start() },
    { name: "kafka", after: [], run: () => parts.kafka.start() },
    ...(certificates === undefined
      ? []
      : [{ name: "rights" as const, after: ["kafka" as const], run: () => grant(brokers, certificates) }]),
    { name: "topics", after: ["kafka", ...rights], run: topics },
    ...bridgeSteps(bridge, parts.bridge, [...viaProxy, ...rights], async (config) =>
      register(
        connect,
        config ?? (await mqttSource(certificates === undefined ? "open" : "secure")),
        signal,
        onNotice,
      ),
    ),
    { name: "consumer", after: ["topics", ...viaProxy], run: () => parts.consumer.start() },
    {
      name: "publisher",
      after: ["mqtt", isConnector(bridge) ? "connector" : "bridge", "consumer"],
      run: () => parts.publisher.start(),
    },
  ];
}

const silent = pino({ level: "silent" });

/** Makes users and rights in Kafka, as the node itself. */
async function grant(brokers: readonly string[], certificates: string): Promise<void> {
  const { security } = secureAccess(certificates, "kafka");
  const scramPassword = await readFile(join(certificates, fileNames.scramPassword), "utf8");
  await grantRights({ brokers, security, kafkaTopic: ownKafkaTopic, scramPassword }, silent);
}

function bridgeSteps(
  bridge: Bridge | undefined,
  part: LocalParts["bridge"],
  after: readonly StartStep[],
  runConnector: (config?: ForeignConnector["config"]) => Promise<void>,
): Step<StartStep>[] {
  const start = () => part.start();
  // Connect waits for Kafka and the broker itself; an unknown program may not.
  if (!isConnector(bridge)) return [{ name: "bridge", after: [...after, "mqtt", "topics"], run: start }];
  return [
    { name: "bridge", after, run: start },
    {
      name: "connector",
      after: ["topics", "bridge", "mqtt"],
      run: () => runConnector(bridge?.config),
    },
  ];
}

async function register(
  connect: HttpClient,
  config: ForeignConnector["config"],
  signal: AbortSignal,
  onNotice: PipelineOptions["onNotice"],
): Promise<void> {
  const resumedFrom = await registerMqttSource(connect, config, signal);
  if (resumedFrom !== undefined)
    onNotice?.(`The connector ${connectorName} was ${resumedFrom.toLowerCase()}; it has been resumed.`);
}
