import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestbedAuthority } from "../../../testbed/certificates/authority/testbed-authority.ts";
import { type ConnectClients, connectClients } from "../../../testbed/pipeline/http/connect-clients.ts";
import { connectProgram } from "../../../testbed/pipeline/local/connect/connect-program.ts";
import { kafkaProgram } from "../../../testbed/pipeline/local/kafka-program.ts";
import { freePorts, freePortsForAll, loopback, type Ports } from "../../../testbed/pipeline/ports.ts";
import { type Program } from "../../../testbed/pipeline/processes/program.ts";
import { startMosquittoDoor } from "./mosquitto-door.ts";
import { partsFolder, type StartedPart, startPart } from "./started-part.ts";

/** A Connect worker whose door is shut, between a Mosquitto whose door is shut as well and a Kafka. */
export interface ConnectDoor extends AsyncDisposable {
  readonly ports: Ports;
  /** Its working folder. */
  readonly data: string;
  /** Folder of certificates. */
  readonly certificates: string;
  readonly authority: TestbedAuthority;
  readonly clients: ConnectClients;
  readonly part: StartedPart;
}

/** Starts all three. */
export async function startConnectDoor(): Promise<ConnectDoor> {
  await using begun = new AsyncDisposableStack();
  const mosquitto = begun.use(await startMosquittoDoor());
  const { certificates, authority } = mosquitto;
  const folder = begun.use(partsFolder());
  const ports = await freePortsForAll();
  const [connect = 0, consumer = 0, internal = 0, controller = 0] = await freePorts(4);
  const own = { connect: `${loopback}:${connect}`, consumer: `${loopback}:${consumer}` };
  const kafkaPorts = { external: ports.KAFKA_PORT, connect, consumer, internal, controller, advertised: own };
  const logOf = (name: string) => join(folder.path("logs"), `${name}.log`);
  const node = { folder: folder.path("kafka"), logFile: logOf("kafka") };
  begun.use(await startPart(kafkaProgram({ name: "kafka", nodes: [kafkaPorts], ...node })));
  const environment = {
    ...{ MQTT_URL: `mqtts://127.0.0.1:${mosquitto.port}`, MQTT_TOPIC: "coffee", MQTT_QOS: "1" },
    ...{ KAFKA_BROKERS: own.connect, KAFKA_TOPIC: "coffee" },
  };
  const data = folder.path("bridge");
  const files = { logFile: logOf("bridge"), data, certificates };
  const worker = connectProgram({ name: "bridge", ports, environment, ...files });
  const part = begun.use(await startPart({ ...worker, prepare: () => prepare(worker, data) }));
  const resources = begun.move();
  return {
    ...{ ports, data, certificates, authority, part, clients: connectClients(ports, certificates) },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Prepares a worker for a Kafka whose door is open: its own connections to Kafka are nothing of the worker's door. */
async function prepare(worker: Program, data: string): Promise<void> {
  await worker.prepare?.(AbortSignal.timeout(10_000));
  const protocols = ["", "producer.", "admin."].map((client) => `${client}security.protocol=PLAINTEXT\n`);
  await appendFile(join(data, "worker.properties"), protocols.join(""));
}
