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

/** An image whose container is the part under test, with the environment of a {@link BridgeProgram}. */
export interface BridgeImage {
  readonly kind: "image";
  /** An image that the engine has or can pull, such as `registry.example/bridge:1.2`. */
  readonly image: string;
  /** Further variables of its environment. They may have secrets: nothing prints their values. */
  readonly environment: Readonly<Record<string, string>>;
  /** Name in reports; default: the image. */
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
export type Bridge = BridgeProgram | BridgeImage | ForeignConnector;

/** Whether a bridge is a connector, the project's own or another, which runs in Kafka Connect. */
export function isConnector(bridge: Bridge | undefined): bridge is ForeignConnector | undefined {
  return bridge === undefined || bridge.kind === "connector";
}

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
  readonly image?: undefined;
  readonly plugin?: undefined;
}

/** A {@link BridgeImage} as callers of the package give it: `kind` and `environment` may be left out. */
export interface BridgeImageOptions extends Omit<BridgeImage, "kind" | "environment"> {
  readonly kind?: "image";
  readonly environment?: BridgeImage["environment"];
  readonly command?: undefined;
  readonly plugin?: undefined;
}

/** A {@link ForeignConnector} as callers of the package give it: `kind` may be left out. */
export interface ForeignConnectorOptions extends Omit<ForeignConnector, "kind"> {
  readonly kind?: "connector";
  readonly command?: undefined;
  readonly image?: undefined;
}

/** A bridge as callers of the package give it. */
export type BridgeOptions = BridgeProgramOptions | BridgeImageOptions | ForeignConnectorOptions;

/** Returns the bridge with its `kind`, told by the other fields. */
export function bridgeOf(options: BridgeOptions): Bridge {
  const named = options.name === undefined ? {} : { name: options.name };
  if (options.image !== undefined) {
    const { image, environment = {} } = options;
    return { kind: "image", image, environment, ...named };
  }
  if (options.command === undefined) {
    const { plugin, config } = options;
    return { kind: "connector", plugin, config, ...named };
  }
  return { kind: "program", command: options.command, ...named };
}
