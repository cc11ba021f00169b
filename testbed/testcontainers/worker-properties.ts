/** The port in the container that the worker's REST interface listens on. */
export const restPort = 8083;

/**
 * A distributed worker's properties: defaults for a group of one worker beside a Kafka of one broker, and whatever is
 * named over them. The internal topics are named after `group.id`.
 * Source: https://kafka.apache.org/documentation/#connectconfigs
 */
export function workerProperties(
  named: ReadonlyMap<string, string>,
  defaultGroupId: string,
): ReadonlyMap<string, string> {
  const groupId = named.get("group.id") ?? defaultGroupId;
  const defaults = {
    "group.id": groupId,
    "config.storage.topic": `${groupId}-configs`,
    "offset.storage.topic": `${groupId}-offsets`,
    "status.storage.topic": `${groupId}-status`,
    // One broker can hold one replica.
    "config.storage.replication.factor": "1",
    "offset.storage.replication.factor": "1",
    "status.storage.replication.factor": "1",
    // Connect's defaults are 25 and 5; each costs time at the start.
    "offset.storage.partitions": "1",
    "status.storage.partitions": "1",
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "key.converter.schemas.enable": "false",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter.schemas.enable": "false",
    listeners: `http://0.0.0.0:${restPort}`,
    // What it listens on is nobody's address, and there is no other worker that would need one.
    "rest.advertised.host.name": "localhost",
    // Connect's own default, which also finds plugins without META-INF/services.
    "plugin.discovery": "hybrid_warn",
    // After a restart nobody else could take the tasks: waiting for the worker to come back (5 minutes) gains nothing.
    "scheduled.rebalance.max.delay.ms": "0",
  };
  return new Map([...Object.entries(defaults), ...named]);
}

/**
 * Properties in the format that Java reads.
 * Source: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export function propertiesFile(properties: ReadonlyMap<string, string>): string {
  const line = ([name, value]: [string, string]) =>
    `${escaped(name).replaceAll(/[ =:#!]/g, "\\$&")}=${escaped(value).replace(/^ /, "\\ ")}\n`;
  return [...properties].map(line).join("");
}

/** Backslashes, and all that is not printable ASCII: Java reads the file as ISO 8859-1. */
function escaped(text: string): string {
  const unicode = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replaceAll("\\", "\\\\").replaceAll(/[^ -~]/g, unicode);
}
