import { generate, type IPublishPacket, type Packet, type QoS } from "mqtt-packet";
import { sha256 } from "../../../../../services/shared/journal/journal.ts";
import { traceProperties } from "../../../../../services/shared/reading/trace.ts";

/** Protocol level of MQTT 3.1.1 or 5. */
export type Version = 4 | 5;

const bytesOf = (packet: Packet, version: Version = 5) => generate(packet, { protocolVersion: version });

export const mqttConnect = (version: Version = 5) =>
  bytesOf({ cmd: "connect", clientId: "bridge", protocolId: "MQTT", protocolVersion: version, clean: false });

export const mqttConnack = (version: Version = 5) =>
  bytesOf(
    { cmd: "connack", sessionPresent: false, ...(version === 5 ? { reasonCode: 0 } : { returnCode: 0 }) },
    version,
  );

/** Reading in a PUBLISH of these tests. */
export interface TestReading {
  readonly seq: number;
  readonly qos: QoS;
  readonly packetId?: number;
  readonly dup?: boolean;
}

const payloadOf = (seq: number) => Buffer.from(`{"id":"3DF92-192","x":${seq},"y":3,"status":"Active"}`);

/** Returns a reading as the broker sends it. */
export function mqttReading({ seq, qos, packetId, dup = false }: TestReading): Buffer {
  return mqttPublish({
    qos,
    dup,
    payload: payloadOf(seq),
    ...(packetId === undefined ? {} : { messageId: packetId }),
    properties: { userProperties: traceProperties({ run: "r", seq }, "1.000") },
  });
}

export function mqttPublish(packet: Partial<IPublishPacket>, version: Version = 5): Buffer {
  return bytesOf(
    { cmd: "publish", topic: "coffee", qos: 0, dup: false, retain: false, payload: "", ...packet },
    version,
  );
}

export const mqttPuback = (packetId: number, reasonCode = 0, version: Version = 5) =>
  bytesOf({ cmd: "puback", messageId: packetId, reasonCode }, version);

export const mqttPubrec = (packetId: number, reasonCode = 0) =>
  bytesOf({ cmd: "pubrec", messageId: packetId, reasonCode });

/** Packets of the QoS 2 handshake that are in no fact. */
export const mqttPubrel = (packetId: number) =>
  bytesOf({ cmd: "pubrel", messageId: packetId, reasonCode: 0 });
export const mqttPubcomp = (packetId: number) =>
  bytesOf({ cmd: "pubcomp", messageId: packetId, reasonCode: 0 });

export const mqttPingreq = () => bytesOf({ cmd: "pingreq" });

/** Returns the expected fact about a reading. */
export const factOf = (fact: "delivered" | "bridge-acknowledged", seq: number) => ({
  fact,
  device: "3DF92-192",
  run: "r",
  seq,
  sha256: sha256(payloadOf(seq)),
});
