/** Identifiers of the properties that a PUBLISH of a client may have (MQTT 5 section 2.2.2.2). */
export const propertyIds = {
  payloadFormat: 0x01,
  messageExpiry: 0x02,
  contentType: 0x03,
  responseTopic: 0x08,
  correlationData: 0x09,
  topicAlias: 0x23,
  userProperty: 0x26,
} as const;

/** One property of a {@link PublishPacket}. Texts are bytes, so that they may be anything. */
export type PublishProperty =
  | { readonly kind: "payloadFormat" | "messageExpiry" | "topicAlias"; readonly value: number }
  | { readonly kind: "contentType" | "responseTopic" | "correlationData"; readonly value: Buffer }
  | { readonly kind: "userProperty"; readonly name: Buffer; readonly value: Buffer };

/** A PUBLISH of a client, valid or not: nothing in it is checked. */
export interface PublishPacket {
  readonly topic: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** The DUP flag; the packet is a new one even so. */
  readonly duplicate: boolean;
  /** In the order of the packet; any may be repeated. */
  readonly properties: readonly PublishProperty[];
  readonly payload: Buffer;
}

const publishType = 0x30;
const shownBytes = 60;
const shownProperties = 10;

/** Returns the bytes of a PUBLISH (MQTT 5 section 3.3). The packet id is left out at QoS 0. */
export function encodePublish(packet: PublishPacket, packetId: number): Buffer {
  const { topic, qos, retain, duplicate, payload } = packet;
  const properties = Buffer.concat(packet.properties.map(encodeProperty));
  const body = [
    withLength(topic),
    ...(qos === 0 ? [] : [uint16(packetId)]),
    variableByteInteger(properties.length),
    properties,
    payload,
  ];
  const length = body.reduce((bytes, part) => bytes + part.length, 0);
  const fixedHeader = Buffer.of(publishType | (Number(duplicate) << 3) | (qos << 1) | Number(retain));
  return Buffer.concat([fixedHeader, variableByteInteger(length), ...body]);
}

/** Returns the packet for people: its parts in words, long ones cut, and its bytes if they are few. */
export function describePublish(packet: PublishPacket): string {
  const { topic, qos, retain, duplicate, properties, payload } = packet;
  const parts = [
    `topic ${shown(topic)}`,
    `qos ${qos}`,
    ...(retain ? ["retain"] : []),
    ...(duplicate ? ["duplicate"] : []),
    ...properties
      .slice(0, shownProperties)
      .map((property) =>
        property.kind === "userProperty"
          ? `userProperty ${shown(property.name)}=${shown(property.value)}`
          : `${property.kind} ${Buffer.isBuffer(property.value) ? shown(property.value) : property.value}`,
      ),
    ...(properties.length > shownProperties
      ? [`${properties.length - shownProperties} more properties`]
      : []),
    `payload ${shown(payload)}`,
  ];
  const bytes = encodePublish(packet, 1);
  const hex = bytes.toString("hex", 0, 4 * shownBytes);
  return `${parts.join(", ")}; ${bytes.length} bytes: ${hex}${bytes.length > 4 * shownBytes ? "…" : ""}`;
}

function encodeProperty(property: PublishProperty): Buffer {
  const id = Buffer.of(propertyIds[property.kind]);
  switch (property.kind) {
    case "payloadFormat":
      return Buffer.concat([id, Buffer.of(property.value)]);
    case "messageExpiry":
      return Buffer.concat([id, uint32(property.value)]);
    case "topicAlias":
      return Buffer.concat([id, uint16(property.value)]);
    case "userProperty":
      return Buffer.concat([id, withLength(property.name), withLength(property.value)]);
    default:
      return Buffer.concat([id, withLength(property.value)]);
  }
}

/** Returns UTF-8 or binary data with its length before it (MQTT 5 sections 1.5.4 and 1.5.6). */
export function withLength(data: Buffer): Buffer {
  return Buffer.concat([uint16(data.length), data]);
}

/** Returns a variable byte integer (MQTT 5 section 1.5.5). */
export function variableByteInteger(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function shown(bytes: Buffer): string {
  const text = bytes.toString();
  const cut = bytes.length > shownBytes ? ` and ${bytes.length - shownBytes} more bytes` : "";
  const isText = Buffer.from(text).equals(bytes);
  return (
    (isText ? JSON.stringify(text.slice(0, shownBytes)) : `0x${bytes.toString("hex", 0, shownBytes)}`) + cut
  );
}
