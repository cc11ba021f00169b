import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type SeenRecord } from "../pipeline/kafka-reader.ts";
import { type PublishPacket, type PublishProperty } from "./publish-packet.ts";

/** Defaults of `max.user.properties` and `max.record.bytes`. */
const userPropertiesLimit = 100;
const recordBytesLimit = 900_000;
/** More than names and lengths of the connector's own headers add to the bytes of a message. */
const ownHeadersBytes = 5_000;
const reserved = /^(?:mqtt|error|payload)\./;
/** A message may wait this long at the broker before its expiry is read. */
const longestWaitSeconds = 60;
/** An expiry that can run down to 0 on the way, even if nothing else waits. Mosquitto delivers such a message without it. */
const briefExpirySeconds = 5;

/** Values of the headers of a record by name, those of a repeated name in order. */
type HeaderValues = ReadonlyMap<string, readonly Buffer[]>;

/**
 * Returns the problems of the way in which an accepted message arrived, none if it is as `connect/README.md` says.
 * @param records      records with the topic of the message
 * @param deadLetters  dead letters with the topic of the message
 */
export function problemsOf(
  packet: PublishPacket,
  records: readonly SeenRecord[],
  deadLetters: readonly SeenRecord[],
): string[] {
  const [record] = records;
  const [deadLetter] = deadLetters;
  const count = records.length + deadLetters.length;
  if (count !== 1) return [`${records.length} records and ${deadLetters.length} dead letters`];
  if (record !== undefined) {
    return [
      ...(mustBeDeadLetter(packet) ? ["record instead of a dead letter"] : []),
      ...recordProblems(packet, record),
    ];
  }
  if (deadLetter === undefined) return [];
  const reason = deadLetter.headers["error.reason"];
  return [
    ...(mustBeRecord(packet) ? [`dead letter (${reason}) instead of a record`] : []),
    ...deadLetterProblems(packet, deadLetter),
  ];
}

function mustBeRecord(packet: PublishPacket): boolean {
  return (
    isWellFormed(packet) &&
    !hasTooManyProperties(packet) &&
    bytesOf(packet) + ownHeadersBytes <= recordBytesLimit
  );
}

function mustBeDeadLetter(packet: PublishPacket): boolean {
  return hasTooManyProperties(packet) || bytesOf(packet) > recordBytesLimit;
}

/** Whether the packet keeps the rules that Mosquitto 2.0 does not check (MQTT 5 sections 3.3.2.3.2 and 3.3.2.3.5). */
function isWellFormed({ properties }: PublishPacket): boolean {
  return properties.every(({ kind, value }) => {
    if (kind === "payloadFormat") return Number(value) <= 1;
    return kind !== "responseTopic" || /^[^#+]+$/.test(String(value));
  });
}

function hasTooManyProperties({ properties }: PublishPacket): boolean {
  return properties.filter(({ kind }) => kind === "userProperty").length > userPropertiesLimit;
}

function bytesOf({ topic, properties, payload }: PublishPacket): number {
  const bytes = properties.map((property) => {
    const nameBytes = property.kind === "userProperty" ? property.name.length : property.kind.length;
    return nameBytes + (Buffer.isBuffer(property.value) ? property.value.length : 0) + 2 * 5;
  });
  return bytes.reduce((sum, each) => sum + each, topic.length + payload.length);
}

function recordProblems(packet: PublishPacket, { value, headerValues }: SeenRecord): string[] {
  const problems: string[] = [];
  if (value === null || !value.equals(packet.payload)) problems.push("another payload");
  const expected = headersOf(packet);
  for (const name of new Set([...expected.keys(), ...headerValues.keys()])) {
    if (
      !isDeepStrictEqual(valuesIn(headerValues, name), valuesIn(expected, name)) &&
      !isExpiry(packet, headerValues, name)
    )
      problems.push(
        `header ${JSON.stringify(name.slice(0, 60))}: ${shown(headerValues, name)} instead of ${shown(expected, name)}`,
      );
  }
  return problems;
}

function deadLetterProblems(
  packet: PublishPacket,
  { key, value, headers, headerValues }: SeenRecord,
): string[] {
  const { payload } = packet;
  const problems: string[] = [];
  if (key !== null) problems.push("dead letter with a key");
  for (const name of ["error.reason", "error.detail"])
    if (!headers[name]) problems.push(`dead letter without ${name}`);
  const cut = headers["payload.sha256"] !== undefined;
  if (value === null || !(cut ? payload.subarray(0, value.length) : payload).equals(value))
    problems.push("dead letter with another payload");
  if (cut && headers["payload.sha256"] !== createHash("sha256").update(payload).digest("hex"))
    problems.push("dead letter with another SHA-256");
  if (cut && headers["payload.bytes"] !== String(payload.length))
    problems.push("dead letter with another size");
  return [...problems, ...keptProblems(packet, headerValues)];
}

/** Returns the problems of the headers of a dead letter: some may be left out, and are counted. */
function keptProblems(packet: PublishPacket, headerValues: HeaderValues): string[] {
  const expected = headersOf(packet);
  const own = ["mqtt.topic", "mqtt.qos", "mqtt.retained", "mqtt.duplicate"];
  const problems: string[] = [];
  let missing = 0;
  for (const [name, values] of expected) {
    if (isExpiry(packet, headerValues, name)) continue;
    const kept = valuesIn(headerValues, name);
    missing += values.length - kept.length;
    const isKept = isDeepStrictEqual(kept, values.slice(0, kept.length));
    if (!isKept || (own.includes(name) && kept.length !== 1))
      problems.push(
        `header ${JSON.stringify(name.slice(0, 60))}: ${shown(headerValues, name)} instead of ${shown(expected, name)}`,
      );
  }
  const dropped = Number(valuesIn(headerValues, "error.properties.dropped")[0] ?? 0);
  if (isWellFormed(packet) && dropped !== missing)
    problems.push(`${missing} properties are missing, error.properties.dropped says ${dropped}`);
  const ours = /^(?:error|payload)\./;
  for (const name of headerValues.keys())
    if (!expected.has(name) && !ours.test(name))
      problems.push(`unknown header ${JSON.stringify(name.slice(0, 60))}`);
  return problems;
}

/** Returns the headers of a record of the packet, as described in `connect/README.md`. */
function headersOf({ topic, qos, properties }: PublishPacket): HeaderValues {
  const headers = new Map<string, Buffer[]>();
  const add = (name: string, value: Buffer | string) =>
    headers.set(name, [...(headers.get(name) ?? []), Buffer.from(value)]);
  for (const property of properties) {
    if (property.kind !== "userProperty") continue;
    const name = String(property.name);
    add(reserved.test(name) ? `user.${name}` : name, property.value);
  }
  add("mqtt.topic", topic);
  add("mqtt.qos", String(qos));
  add("mqtt.retained", "false");
  add("mqtt.duplicate", "false");
  for (const property of properties) {
    const name = headerNames[property.kind];
    if (name !== undefined)
      add(name, Buffer.isBuffer(property.value) ? property.value : String(property.value));
  }
  return headers;
}

/** A broker does not pass on an alias, and user properties have their own names. */
const headerNames: Readonly<Record<PublishProperty["kind"], string | undefined>> = {
  payloadFormat: "mqtt.payload.format",
  messageExpiry: "mqtt.message.expiry",
  contentType: "mqtt.content.type",
  responseTopic: "mqtt.response.topic",
  correlationData: "mqtt.correlation.data",
  topicAlias: undefined,
  userProperty: undefined,
};

/**
 * Whether the header is the expiry of the message, less the time that it waited at the broker (MQTT 5 section 3.3.2.3.3).
 * Mosquitto 2.0 counts whole seconds, takes an expiry of 0 for none, and does not pass it on.
 */
function isExpiry({ properties }: PublishPacket, headerValues: HeaderValues, name: string): boolean {
  const expiry = properties.find(({ kind }) => kind === "messageExpiry")?.value;
  if (name !== headerNames.messageExpiry || expiry === undefined) return false;
  const values = valuesIn(headerValues, name);
  if (values.length === 0) return Number(expiry) <= briefExpirySeconds;
  const waitedSeconds = Number(expiry) - Number(values[0]);
  return values.length === 1 && waitedSeconds >= 0 && waitedSeconds <= longestWaitSeconds;
}

function valuesIn(headers: HeaderValues, name: string): readonly Buffer[] {
  return headers.get(name) ?? [];
}

function shown(headers: HeaderValues, name: string): string {
  const values = valuesIn(headers, name);
  return values.length === 0
    ? "nothing"
    : JSON.stringify(values.map((value) => value.toString("latin1", 0, 60)));
}
