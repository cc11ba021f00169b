import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:net";
import { z } from "zod";
import { wholeNumber } from "../../services/shared/environment.ts";

/** The address that all parts of a local pipeline listen on. */
export const loopback = "127.0.0.1";

const portSetting = (usual: number, description: string) =>
  wholeNumber(1, 65_535).default(usual).meta({ description });

/** Ports of the pipeline for its users, by the variables that set them. */
export const portSettings = z.object({
  PUBLISHER_PORT: portSetting(3000, "port of the status page and of the publisher's HTTP"),
  CONSUMER_PORT: portSetting(3001, "port of the consumer's HTTP"),
  MQTT_PORT: portSetting(1883, "port of Mosquitto"),
  KAFKA_PORT: portSetting(9092, "port of Kafka"),
  KAFKA_SCRAM_PORT: portSetting(
    9095,
    "port of Kafka for clients with user and password (only with --secure)",
  ),
  CONNECT_PORT: portSetting(8083, "port of Kafka Connect's REST API"),
  CONNECT_METRICS_PORT: portSetting(9404, "port of Kafka Connect's metrics for Prometheus"),
});

export type Ports = z.infer<typeof portSettings>;

/** Returns the ports that a pipeline listens on in its secure or its open form. */
export function portsOf(ports: Ports, { secure = false }: { readonly secure?: boolean }): Partial<Ports> {
  const { KAFKA_SCRAM_PORT, ...open } = ports;
  return secure ? { ...open, KAFKA_SCRAM_PORT } : open;
}

/** Ports that are already in use; the message has each of them and the variable to set. */
export class PortsInUseError extends Error {
  override readonly name = "PortsInUseError";
}

/**
 * Makes sure that the ports are free and different.
 * @throws {PortsInUseError}
 */
export async function requireFree(ports: Partial<Ports>): Promise<void> {
  const problems: string[] = [];
  const users = new Map<number, string>();
  for (const [variable, port] of Object.entries(ports)) {
    const user = users.get(port);
    if (user !== undefined) problems.push(`${variable}=${port} is the port of ${user} already`);
    else if (!(await isFree(port))) {
      problems.push(`port ${port} is in use: end what listens there, or set ${variable} to a free port`);
    }
    users.set(port, variable);
  }
  if (problems.length > 0) throw new PortsInUseError(problems.join("\n"));
}

/**
 * The lowest port that Linux gives to outgoing connections by default (ip_local_port_range). Free ports are taken from
 * below, so that a part that is down for a while does not lose its port to an outgoing connection.
 */
const lowestEphemeralPort = 32_768;
const lowestFreePort = 10_000;

/**
 * Size of the range that a process takes its ports from, one after the other. It reserves the range by listening on its
 * first port for as long as it lives: pipelines that start at the same time, in parallel test files for example, would
 * otherwise find the same port free before either listens on it.
 */
const portsInRange = 200;
let range: Promise<PortRange> | undefined;

interface PortRange {
  readonly first: number;
  /** Offset of the next port to be tried. */
  next: number;
}

/** Returns `count` different free ports, excluding `taken`. */
export async function freePorts(count: number, taken: readonly number[] = []): Promise<number[]> {
  range ??= takeRange();
  const own = await range;
  const found = new Set<number>();
  while (found.size < count) {
    const port = own.first + own.next;
    own.next = (own.next % (portsInRange - 1)) + 1;
    if (!taken.includes(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

async function takeRange(): Promise<PortRange> {
  const ranges = Math.floor((lowestEphemeralPort - lowestFreePort) / portsInRange);
  const start = randomInt(ranges);
  for (let tried = 0; tried < ranges; tried += 1) {
    const first = lowestFreePort + ((start + tried) % ranges) * portsInRange;
    const guard = await listening(first);
    if (guard === undefined) continue;
    guard.unref();
    return { first, next: 1 };
  }
  throw new Error(
    `no range of ${portsInRange} ports from ${lowestFreePort} to ${lowestEphemeralPort} is free`,
  );
}

/** Returns free ports for users, for a pipeline that runs beside others. */
export async function freePortsForAll(): Promise<Ports> {
  const names = Object.keys(portSettings.shape);
  const ports = await freePorts(names.length);
  return portSettings.parse(Object.fromEntries(names.map((name, index) => [name, String(ports[index])])));
}

async function isFree(port: number): Promise<boolean> {
  const server = await listening(port);
  await server?.[Symbol.asyncDispose]();
  return server !== undefined;
}

/** Returns a server on this port; `undefined` if the port is in use. */
function listening(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, loopback, () => resolve(server));
  });
}
