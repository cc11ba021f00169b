/**
 * A program that stands in the place of Kafka Connect: it reads MQTT and writes Kafka, and is the part under test. It
 * learns where from its environment: MQTT_URL, MQTT_TOPIC, MQTT_QOS, KAFKA_BROKERS, KAFKA_TOPIC.
 */
export interface BridgeProgram {
  /** For a shell, such as `python3 bridge.py`. It runs in the folder that the testbed was called in. */
  readonly command: string;
  /** What reports call it; the command unless set. */
  readonly name?: string;
}

/** A Kafka Connect source connector other than the project's own. */
export interface ForeignConnector {
  /** The folder with the plugin's jars. */
  readonly plugin: string;
  /** Its configuration; `${env:NAME}` takes MQTT_URL, MQTT_TOPIC, MQTT_QOS, KAFKA_BROKERS or KAFKA_TOPIC. */
  readonly config: Readonly<Record<string, string>>;
}

/** What is under test in the place of the project's own connector. */
export type Bridge = BridgeProgram | ForeignConnector;
