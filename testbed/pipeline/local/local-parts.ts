import { type BridgeEnvironment, type ForeignConnector, isConnector } from "../bridge.ts";
import { oneOfEach } from "../cluster/cluster-size.ts";
import { instanceNames } from "../cluster/instance-name.ts";
import { legsOf } from "../cluster/link-legs.ts";
import { asOnePart } from "../cluster/part-group.ts";
import { type ConsumerEnvironment, type ConsumerProgram } from "../consumer/consumer-program.ts";
import { type Part } from "../part.ts";
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
import { kafkaProgram, logFolder } from "./kafka-program.ts";
import { clusterIdOf } from "./kafka-storage.ts";
import { type LocalEnvironments, type LocalPlaces } from "./local-environments.ts";
import { mosquittoProgram } from "./mosquitto-program.ts";

/** The parts of a local pipeline. */
export interface LocalParts {
  readonly mqtt: Part;
  /** All nodes. */
  readonly kafka: Part;
  /** `undefined` if it carries no link. */
  readonly proxy: ProcessPart | undefined;
  /** All workers, or the bridge under test. */
  readonly bridge: Part;
  /** All consumers of the group, or the consumer under test. */
  readonly consumer: Part;
  readonly publisher: Part;
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
  const service = <Name extends "publisher" | "proxy">(name: Name, port: number) =>
    start.addProcess<Name>(serviceProgram(name, port, environments[name], folder.logOf(name), certificates));
  const mosquitto = mosquittoProgram(
    ports.MQTT_PORT,
    folder.dataOf("mqtt"),
    folder.logOf("mqtt"),
    certificates,
  );
  return {
    mqtt: start.addProcess(mosquitto, serverEnd(options)),
    kafka: addKafka(start, options, places),
    proxy: start.links.length === 0 ? undefined : service("proxy", links.proxyPort),
    bridge:
      typeof tested === "function"
        ? addBridge(start, options, places, tested)
        : addWorkers(start, options, places, environments.workers, tested),
    consumer:
      options.consumer === undefined
        ? addConsumers(start, places, environments.consumer)
        : addConsumerUnderTest(start, options.consumer, options, places, environments.consumerUnderTest),
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

/** Adds the nodes of Kafka. */
function addKafka(start: PipelineStart, options: PipelineOptions, places: LocalPlaces): Part {
  const { folder } = start;
  const { links, certificates } = places;
  const names = instanceNames("kafka", links.nodes.length);
  const storages = names.map((name) => logFolder(folder.dataOf(name)));
  let clusterId: Promise<string> | undefined;
  const nodes = names.map((name) => {
    const program = kafkaProgram({
      ...{ name, nodes: links.nodes, proxiesNodes: links.proxiesNodes },
      ...{ scram: options.ports.KAFKA_SCRAM_PORT, certificates },
      clusterId: () => (clusterId ??= clusterIdOf(storages)),
      ...{ folder: folder.dataOf(name), logFile: folder.logOf(name) },
    });
    return start.addProcess(program, serverEnd(options));
  });
  return asOnePart("kafka", nodes);
}

/** Adds the workers of Kafka Connect. */
function addWorkers(
  start: PipelineStart,
  options: PipelineOptions,
  { cluster, links, certificates }: LocalPlaces,
  environments: readonly BridgeEnvironment[],
  connector: ForeignConnector | undefined,
): Part {
  const { cluster: size = oneOfEach } = options;
  const names = instanceNames("bridge", size.workers);
  const legs = start.links.includes("mqtt-bridge") ? legsOf("mqtt-bridge", size) : [];
  const workers = environments.map((environment, index) => {
    const [name = "bridge", ports = options.ports, leg] = [names[index], cluster.workers[index], legs[index]];
    const program = connectProgram({
      ...{ name, ports, environment, connector, certificates },
      hasKafkaCluster: size.kafkaNodes > 1,
      ...{ logFile: start.folder.logOf(name), data: start.folder.dataOf(name) },
    });
    const absence = leg && { absence: new LinkAbsence(links.proxy, linkClients.bridge, [leg.name]) };
    return start.addProcess({ ...program, ...absence }, serverEnd(options));
  });
  return asOnePart("bridge", workers);
}

/** Adds a bridge under test. */
function addBridge(
  start: PipelineStart,
  { bridge }: PipelineOptions,
  { addresses, links: { proxy } }: LocalPlaces,
  tested: BridgeUnderTest,
): Part {
  const isProxied = start.links.includes("mqtt-bridge");
  const client = bridge?.kind === "image" ? linkClients.bridgeContainer : linkClients.bridge;
  const absence = isProxied ? { absence: new LinkAbsence(proxy, client) } : {};
  const isConnected = (signal: AbortSignal) =>
    isProxied ? isConnectedThroughProxy(proxy, signal) : isConnectedToBroker(addresses.mqtt, signal);
  return start.addProcess({ ...tested(isConnected), ...absence });
}

/** Adds the consumers of the group. All write the same journal: each appends its facts with one write. */
function addConsumers(
  start: PipelineStart,
  { cluster, certificates }: LocalPlaces,
  environment: LocalEnvironments["consumer"],
): Part {
  const { folder } = start;
  const names = instanceNames("consumer", cluster.consumers.length);
  const consumers = cluster.consumers.map((port, index) => {
    const { [index]: name = "consumer" } = names;
    const program = serviceProgram("consumer", port, environment, folder.logOf(name), certificates);
    return start.addProcess({ ...program, name });
  });
  return asOnePart("consumer", consumers);
}

function addConsumerUnderTest(
  start: PipelineStart,
  consumer: ConsumerProgram,
  { bridge, cluster = oneOfEach }: PipelineOptions,
  { addresses, links: { proxy } }: LocalPlaces,
  environment: ConsumerEnvironment,
): Part {
  const { consumerGroup } = ownNames(bridge);
  const membership = new GroupMembership(
    addresses.kafkaBrokers,
    consumerGroup,
    addresses.kafkaAccess?.security,
  );
  const program = consumerUnderTest(consumer, membership, environment, start.folder.logOf("consumer"));
  const { link } = linkClients.consumer;
  const legs = legsOf(link, cluster).map(({ name }) => name);
  const absence = start.links.includes(link)
    ? { absence: new LinkAbsence(proxy, linkClients.consumer, legs) }
    : {};
  return start.addProcess({ ...program, ...absence });
}
