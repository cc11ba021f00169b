import { pino } from "pino";
import { connectorName, registerMqttSource } from "../../../services/provision/mqtt-source.ts";
import { createTopics, pipelineTopics } from "../../../services/provision/topics.ts";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
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
 * The publisher is last, so that nothing is published before the consumer can receive it.
 */
export function localSteps(
  { bridge, onNotice }: PipelineOptions,
  { addresses, certificates }: LocalPlaces,
  parts: LocalParts,
  signal: AbortSignal,
): Step<StartStep>[] {
  const { kafkaBrokers, connect } = addresses;
  const access = certificates === undefined ? undefined : secureAccess(certificates, "provision");
  const { proxy } = parts;
  const viaProxy: StartStep[] = proxy === undefined ? [] : ["proxy"];
  const topics = () => createTopics([kafkaBrokers], pipelineTopics(ownKafkaTopic), silent, access?.security);
  return [
    ...(proxy === undefined ? [] : [{ name: "proxy" as const, after: [], run: () => proxy.start() }]),
    { name: "mqtt", after: [], run: () => parts.mqtt.start() },
    { name: "kafka", after: [], run: () => parts.kafka.start() },
    { name: "topics", after: ["kafka"], run: topics },
    ...bridgeSteps(bridge, parts.bridge, viaProxy, (config) => register(connect, config, signal, onNotice)),
    { name: "consumer", after: ["topics", ...viaProxy], run: () => parts.consumer.start() },
    {
      name: "publisher",
      after: ["mqtt", isConnector(bridge) ? "connector" : "bridge", "consumer"],
      run: () => parts.publisher.start(),
    },
  ];
}

const silent = pino({ level: "silent" });

function bridgeSteps(
  bridge: Bridge | undefined,
  part: LocalParts["bridge"],
  viaProxy: readonly StartStep[],
  runConnector: (config?: ForeignConnector["config"]) => Promise<void>,
): Step<StartStep>[] {
  const start = () => part.start();
  // Connect waits for Kafka and the broker itself; an unknown program may not.
  if (!isConnector(bridge)) return [{ name: "bridge", after: [...viaProxy, "mqtt", "topics"], run: start }];
  return [
    { name: "bridge", after: viaProxy, run: start },
    {
      name: "connector",
      after: ["topics", "bridge", "mqtt"],
      run: () => runConnector(bridge?.config),
    },
  ];
}

async function register(
  connect: HttpClient,
  config: ForeignConnector["config"] | undefined,
  signal: AbortSignal,
  onNotice: PipelineOptions["onNotice"],
): Promise<void> {
  const resumedFrom = await registerMqttSource(connect, config, signal);
  if (resumedFrom !== undefined)
    onNotice?.(`The connector ${connectorName} was ${resumedFrom.toLowerCase()}; it has been resumed.`);
}
