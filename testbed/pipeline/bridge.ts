/**
 * A program that carries readings from MQTT to Kafka and is the part under test. Its environment has MQTT_URL, MQTT_TOPIC,
 * MQTT_QOS, KAFKA_BROKERS and KAFKA_TOPIC.
 */
export interface BridgeProgram {
  readonly kind: "program";
  /** A shell command such as `python3 bridge.py`. It runs in the folder that the testbed was called in. */
  readonly command: string;
  /** Name in reports; default: the command. */
  readonly name?: string;
}

/** A Kafka Connect source connector other than the project's own. */
export interface ForeignConnector {
  readonly kind: "connector";
  /** The folder with the plugin's jars. */
  readonly plugin: string;
  /** Its configuration; `${env:NAME}` takes MQTT_URL, MQTT_TOPIC, MQTT_QOS, KAFKA_BROKERS or KAFKA_TOPIC. */
  readonly config: Readonly<Record<string, string>>;
  /** Name in reports; default: its class. */
  readonly name?: string;
}

/** A bridge under test that replaces the project's own connector. `undefined` stands for the latter everywhere. */
export type Bridge = BridgeProgram | ForeignConnector;

/** The environment variables of every bridge: of a program, and of the Connect worker. */
export interface BridgeEnvironment {
  readonly MQTT_URL: string;
  readonly MQTT_TOPIC: string;
  readonly MQTT_QOS: string;
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_TOPIC: string;
}

/** A {@link BridgeProgram} as callers of the package give it: `kind` may be left out. */
export interface BridgeProgramOptions extends Omit<BridgeProgram, "kind"> {
  readonly kind?: "program";
  readonly plugin?: undefined;
}

/** A {@link ForeignConnector} as callers of the package give it: `kind` may be left out. */
export interface ForeignConnectorOptions extends Omit<ForeignConnector, "kind"> {
  readonly kind?: "connector";
  readonly command?: undefined;
}

/** A bridge as callers of the package give it. */
export type BridgeOptions = BridgeProgramOptions | ForeignConnectorOptions;

/** Returns the bridge with its `kind`, told by the other fields. */
export function bridgeOf(options: BridgeOptions): Bridge {
  const named = options.name === undefined ? {} : { name: options.name };
  if (options.command === undefined) {
    const { plugin, config } = options;
    return { kind: "connector", plugin, config, ...named };
  }
  return { kind: "program", command: options.command, ...named };
}
