/** Port of the worker's REST API in the container. */
export const restPort = 8083;

/**
 * Returns the properties of a distributed worker: defaults for a group of one worker and a Kafka of one broker, overridden by
 * `named`. The internal topics are named after `group.id`.
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
    // Connect's defaults are 25 and 5; each partition costs time at the start.
    "offset.storage.partitions": "1",
    "status.storage.partitions": "1",
    "key.converter": "org.apache.kafka.connect.json.JsonConverter",
    "key.converter.schemas.enable": "false",
    "value.converter": "org.apache.kafka.connect.json.JsonConverter",
    "value.converter.schemas.enable": "false",
    listeners: `http://0.0.0.0:${restPort}`,
    // The listening address 0.0.0.0 cannot be advertised, and no other worker needs an address.
    "rest.advertised.host.name": "localhost",
    // Connect's default; it also finds plugins without META-INF/services.
    "plugin.discovery": "hybrid_warn",
    // No other worker could take the tasks: the default delay of 5 minutes after a restart would gain nothing.
    "scheduled.rebalance.max.delay.ms": "0",
  };
  return new Map([...Object.entries(defaults), ...named]);
}

/**
 * Returns properties in the format of Java's `Properties.load`.
 * Source: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
 */
export function propertiesFile(properties: ReadonlyMap<string, string>): string {
  const line = ([name, value]: [string, string]) =>
    `${escaped(name).replaceAll(/[ =:#!]/g, "\\$&")}=${escaped(value).replace(/^ /, "\\ ")}\n`;
  return [...properties].map(line).join("");
}

/** Escapes backslashes and characters other than printable ASCII: Java reads the file as ISO 8859-1. */
function escaped(text: string): string {
  const unicode = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replaceAll("\\", "\\\\").replaceAll(/[^ -~]/g, unicode);
}
