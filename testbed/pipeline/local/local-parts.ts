import { type BridgeEnvironment, type ForeignConnector, isConnector } from "../bridge.ts";
import { type ConsumerEnvironment, type ConsumerProgram } from "../consumer/consumer-program.ts";
import { ownNames } from "../pipeline-names.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { isConnectedThroughProxy, isConnectedToBroker } from "../probes/bridge-connection.ts";
import { GroupMembership } from "../probes/group-membership.ts";
import { LinkAbsence, linkClients } from "../probes/link-absence.ts";
import { type ProcessPart } from "../processes/process-part.ts";
import { serviceProgram } from "../processes/service-program.ts";
import { type BridgeUnderTest, bridgeUnderTest } from "../start/bridge-under-test.ts";
import { consumerUnderTest } from "../start/consumer-under-test.ts";
import { type PipelineStart } from "../start/pipeline-start.ts";
import { connectProgram } from "./connect/connect-program.ts";
import { kafkaProgram } from "./kafka-program.ts";
import { type LocalEnvironments, type LocalPlaces } from "./local-environments.ts";
import { mosquittoProgram } from "./mosquitto-program.ts";

/** The parts of a local pipeline. */
export interface LocalParts {
  readonly mqtt: ProcessPart;
  readonly kafka: ProcessPart;
  /** `undefined` if it carries no link. */
  readonly proxy: ProcessPart | undefined;
  readonly bridge: ProcessPart;
  readonly consumer: ProcessPart;
  readonly publisher: ProcessPart;
}

/** Adds the parts to a start. They are stopped in reverse order: the beginning of the flow first. */
export function addLocalParts(
  start: PipelineStart,
  options: PipelineOptions,
  places: LocalPlaces,
  environments: LocalEnvironments,
): LocalParts {
  const { folder } = start;
  const { links, certificates } = places;
  const { ports, bridge } = options;
  const tested = isConnector(bridge) ? bridge : bridgeUnderTest(start, bridge, environments.bridge);
  const service = <Name extends "publisher" | "consumer" | "proxy">(name: Name, port: number) =>
    start.addProcess(serviceProgram(name, port, environments[name], folder.logOf(name), certificates));
  const mosquitto = mosquittoProgram(
    ports.MQTT_PORT,
    folder.dataOf("mqtt"),
    folder.logOf("mqtt"),
    certificates,
  );
  const kafkaPorts = { external: ports.KAFKA_PORT, scram: ports.KAFKA_SCRAM_PORT, ...links.kafka };
  const kafka = kafkaProgram(kafkaPorts, folder.dataOf("kafka"), folder.logOf("kafka"), certificates);
  return {
    mqtt: start.addProcess(mosquitto, serverEnd(options)),
    kafka: start.addProcess(kafka, serverEnd(options)),
    proxy: start.links.length === 0 ? undefined : service("proxy", links.proxyPort),
    bridge: addBridge(start, options, places, environments.bridge, tested),
    consumer:
      options.consumer === undefined
        ? service("consumer", ports.CONSUMER_PORT)
        : addConsumer(start, options.consumer, options, places, environments.consumerUnderTest),
    publisher: service("publisher", ports.PUBLISHER_PORT),
  };
}

/**
 * Returns the end of Mosquitto, Kafka and Connect. Those of a temporary pipeline need not save anything. Services write
 * journals to their end, and a bridge under test may have to close connections elsewhere.
 */
function serverEnd({ temporary }: PipelineOptions): "stop" | "kill" {
  return temporary ? "kill" : "stop";
}

function addBridge(
  start: PipelineStart,
  options: PipelineOptions,
  { addresses, links: { proxy }, certificates }: LocalPlaces,
  environment: BridgeEnvironment,
  tested: BridgeUnderTest | ForeignConnector | undefined,
): ProcessPart {
  const { bridge, ports } = options;
  const isProxied = start.links.includes("mqtt-bridge");
  const client = bridge?.kind === "image" ? linkClients.bridgeContainer : linkClients.bridge;
  const absence = isProxied ? { absence: new LinkAbsence(proxy, client) } : {};
  if (typeof tested !== "function") {
    const data = start.folder.dataOf("bridge");
    const connect = connectProgram(
      ports,
      environment,
      start.folder.logOf("bridge"),
      data,
      tested,
      certificates,
    );
    return start.addProcess({ ...connect, ...absence }, serverEnd(options));
  }
  const isConnected = (signal: AbortSignal) =>
    isProxied ? isConnectedThroughProxy(proxy, signal) : isConnectedToBroker(addresses.mqtt, signal);
  return start.addProcess({ ...tested(isConnected), ...absence });
}

function addConsumer(
  start: PipelineStart,
  consumer: ConsumerProgram,
  { bridge }: PipelineOptions,
  { addresses, links: { proxy } }: LocalPlaces,
  environment: ConsumerEnvironment,
): ProcessPart {
  const { consumerGroup } = ownNames(bridge);
  const membership = new GroupMembership(
    addresses.kafkaBrokers,
    consumerGroup,
    addresses.kafkaAccess?.security,
  );
  const program = consumerUnderTest(consumer, membership, environment, start.folder.logOf("consumer"));
  const isProxied = start.links.includes(linkClients.consumer.link);
  const absence = isProxied ? { absence: new LinkAbsence(proxy, linkClients.consumer) } : {};
  return start.addProcess({ ...program, ...absence });
}
