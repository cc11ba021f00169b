/**
 * Names of the pipeline's parts and links, and of the stages of a reading on its way. Ledger, faults, reports, metrics and
 * the status page take them from here:
 *
 *     publisher ── publisher-mqtt ──▶ mqtt ── mqtt-bridge ──▶ bridge ── bridge-kafka ──▶ kafka ── kafka-consumer ──▶ consumer
 *
 * `mqtt` is the MQTT broker, `bridge` carries readings from MQTT to Kafka: Kafka Connect, or the bridge under test.
 */
export const partNames = ["publisher", "mqtt", "bridge", "kafka", "consumer"] as const;

/** A part of the pipeline. */
export type PartName = (typeof partNames)[number];

/** The links between neighbouring parts, in the order of the flow. */
export const linkNames = ["publisher-mqtt", "mqtt-bridge", "bridge-kafka", "kafka-consumer"] as const;

/** A link between two neighbouring parts. Its client may be the part before it or the part after it. */
export type LinkName = (typeof linkNames)[number];

/** The links between the nodes of a Kafka with several; no reading comes to its part over them, so that they are none of the above. */
export const clusterLink = "kafka-kafka";

/** A link that a proxy can carry. */
export type CarriedLink = LinkName | typeof clusterLink;

/** The stages of a reading on its way, in the order of the flow. */
export const stages = [
  "made",
  "sent",
  "acknowledged",
  "atBroker",
  "delivered",
  "bridgeAcknowledged",
  "inKafka",
  "consumed",
] as const;

/** A stage of a reading on its way. */
export type Stage = (typeof stages)[number];

/** Names of parts and links in versions up to 0.1, by their names now. Command line and library accept them. */
export const formerNames = {
  mosquitto: "mqtt",
  connect: "bridge",
  "publisher-mosquitto": "publisher-mqtt",
  "mosquitto-connect": "mqtt-bridge",
  "connect-kafka": "bridge-kafka",
} as const satisfies Readonly<Record<string, PartName | LinkName>>;

/** A former name of a part or a link. */
export type FormerName = keyof typeof formerNames;

/** Returns the present name for a former one, and any other name as it is. */
export function currentName(name: string): string {
  return Object.hasOwn(formerNames, name) ? formerNames[name as FormerName] : name;
}

/** Whether this is the name of a part. */
export function isPartName(name: string): name is PartName {
  return partNames.some((part) => part === name);
}

/** Whether this is the name of a link. */
export function isLinkName(name: string): name is LinkName {
  return linkNames.some((link) => link === name);
}
