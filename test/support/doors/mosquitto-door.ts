import { join } from "node:path";
import { connect, connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { onTestFinished } from "vitest";
import { type TestbedAuthority } from "../../../testbed/certificates/authority/testbed-authority.ts";
import { makeCertificates } from "../../../testbed/certificates/write-certificates.ts";
import { mosquittoProgram } from "../../../testbed/pipeline/local/mosquitto-program.ts";
import { freePorts } from "../../../testbed/pipeline/ports.ts";
import { type ShownIdentity, tlsOptions } from "./shown-identity.ts";
import { partsFolder, type StartedPart, startPart } from "./started-part.ts";

/** A Mosquitto whose door is shut. */
export interface MosquittoDoor extends AsyncDisposable {
  readonly port: number;
  /** Its working folder. */
  readonly data: string;
  /** Folder of certificates. */
  readonly certificates: string;
  readonly authority: TestbedAuthority;
  readonly part: StartedPart;
}

/** Starts it, with certificates of its own. */
export async function startMosquittoDoor(): Promise<MosquittoDoor> {
  await using begun = new AsyncDisposableStack();
  const folder = begun.use(partsFolder());
  const [port = 0] = await freePorts(1);
  const [data, certificates] = [folder.path("mqtt"), folder.path("certificates")];
  const authority = await makeCertificates(certificates);
  const logFile = join(folder.path("logs"), "mqtt.log");
  const part = begun.use(await startPart(mosquittoProgram(port, data, logFile, certificates)));
  const resources = begun.move();
  return {
    ...{ port, data, certificates, authority, part },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Connects a client that goes with the test. @throws the error with which the broker, or TLS, refuses it */
export async function testClient(door: MosquittoDoor, shown: ShownIdentity, options: IClientOptions = {}) {
  const client = await mqttClient(door, shown, options);
  onTestFinished(() => client.endAsync(true));
  return client;
}

/** Waits until the broker has answered: it has one thread, and so has sent the client all that it had for it before. */
export async function roundTrip(client: MqttClient): Promise<void> {
  await client.unsubscribeAsync("round/trip");
}

/** Connects a client once. @throws the error with which the broker, or TLS, refuses it */
export function mqttClient(
  door: MosquittoDoor,
  shown: ShownIdentity,
  options: IClientOptions = {},
): Promise<MqttClient> {
  return connectAsync(optionsOf(door, shown, options));
}

/** Returns the payload of the next message of a client. @throws after 10 s */
export function nextMessage(client: MqttClient): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  client.once("message", (_topic, payload) => resolve(String(payload)));
  AbortSignal.timeout(10_000).addEventListener("abort", () => reject(new Error("no message within 10 s")));
  return promise;
}

/** Returns the payloads that a kept session is sent at its next connection: fewer than a window of the broker. */
export async function keptMessages(
  door: MosquittoDoor,
  shown: ShownIdentity,
  options: IClientOptions,
): Promise<string[]> {
  const client = connect(optionsOf(door, shown, options));
  const payloads: string[] = [];
  // The first may come together with the CONNACK.
  client.on("message", (_topic, payload) => payloads.push(String(payload)));
  try {
    await roundTrip(client);
    return payloads;
  } finally {
    await client.endAsync();
  }
}

function optionsOf(door: MosquittoDoor, shown: ShownIdentity, options: IClientOptions): IClientOptions {
  return {
    ...tlsOptions(door, shown),
    ...{ protocol: "mqtts", protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 10_000 },
    clientId: `door-${crypto.randomUUID()}`,
    ...options,
  };
}
