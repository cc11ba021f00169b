import { addressesAt } from "../addresses.ts";
import { type BridgeEnvironment } from "../bridge.ts";
import { type PipelineOptions } from "../pipeline-options.ts";
import { isConnectedThroughProxy, isConnectedToBroker } from "../probes/bridge-connection.ts";
import { BrokerAbsence } from "../probes/broker-absence.ts";
import { bridgeProgram } from "../processes/bridge-program.ts";
import { type ProcessPart } from "../processes/process-part.ts";
import { serviceProgram } from "../processes/service-program.ts";
import { type PipelineStart } from "../start/pipeline-start.ts";
import { connectProgram } from "./connect-program.ts";
import { kafkaProgram } from "./kafka-program.ts";
import { type LocalEnvironments } from "./local-environments.ts";
import { type LocalLinks } from "./local-links.ts";
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
  links: LocalLinks,
  environments: LocalEnvironments,
): LocalParts {
  const { folder } = start;
  const { ports } = options;
  const service = <Name extends "publisher" | "consumer" | "proxy">(name: Name, port: number) =>
    start.addProcess(serviceProgram(name, port, environments[name], folder.logOf(name)));
  const mosquitto = mosquittoProgram(ports.MQTT_PORT, folder.dataOf("mqtt"), folder.logOf("mqtt"));
  const kafkaPorts = { external: ports.KAFKA_PORT, ...links.kafka };
  const kafka = kafkaProgram(kafkaPorts, folder.dataOf("kafka"), folder.logOf("kafka"));
  return {
    mqtt: start.addProcess(mosquitto, serverEnd(options)),
    kafka: start.addProcess(kafka, serverEnd(options)),
    proxy: start.links.length === 0 ? undefined : service("proxy", links.proxyPort),
    bridge: addBridge(start, options, links, environments.bridge),
    consumer: service("consumer", ports.CONSUMER_PORT),
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
  { proxyUrl }: LocalLinks,
  environment: BridgeEnvironment,
): ProcessPart {
  const { bridge, ports } = options;
  const logFile = start.folder.logOf("bridge");
  const isProxied = start.links.includes("mqtt-bridge");
  const absence = isProxied ? { absence: new BrokerAbsence(proxyUrl) } : {};
  if (bridge?.kind !== "program") {
    const data = start.folder.dataOf("bridge");
    const connect = connectProgram(ports, environment, logFile, data, bridge);
    return start.addProcess({ ...connect, ...absence }, serverEnd(options));
  }
  const isConnected = (signal: AbortSignal) =>
    isProxied
      ? isConnectedThroughProxy(proxyUrl, signal)
      : isConnectedToBroker(addressesAt(ports).mqtt, 0, signal);
  return start.addProcess({ ...bridgeProgram(bridge, isConnected, environment, logFile), ...absence });
}
