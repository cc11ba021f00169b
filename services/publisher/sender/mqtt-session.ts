import { connect, ErrorWithReasonCode, type IConnackPacket, type MqttClient, type Packet } from "mqtt";
import { type MqttBroker } from "../../shared/mqtt/mqtt-broker.ts";
import { type OutgoingReading } from "./outgoing-reading.ts";
import { isFailure } from "./reason-codes.ts";

/** The broker, and the terms on which it is given readings. */
export interface MqttSessionOptions {
  readonly broker: MqttBroker;
  readonly clientId: string;
  /** MQTT 5 section 4.3. */
  readonly qos: 0 | 1 | 2;
  /** In-flight window at QoS 1 and 2, at least 1. A smaller Receive Maximum of the broker takes precedence. */
  readonly window: number;
}

/** Receives the events of a session. */
export interface MqttSessionHooks {
  /** Called once the broker has accepted the connection. */
  readonly connected: () => void;
  /** Called with each packet to the broker. */
  readonly sent: (packet: Packet) => void;
  /** Called with each packet from the broker. */
  readonly received: (packet: Packet) => void;
  /** Called at QoS 0 after the socket's buffer was full and has been emptied. */
  readonly emptied: () => void;
  /** Called once, after the last of the others. */
  readonly closed: (reason: string) => void;
}

const connectTimeoutMs = 5_000;
/** A frozen broker is noticed after 1.5 times this. */
const keepAliveSeconds = 4;
/** Limit of messages that wait for the socket at QoS 0. MQTT.js adds a listener for each; Node.js warns from 1,000. */
const unwrittenWindow = 100;

/** A session with the broker: one MQTT.js client with clean start over one connection, never resumed. */
export class MqttSession {
  readonly #options: MqttSessionOptions;
  readonly #hooks: MqttSessionHooks;
  readonly #client: MqttClient;
  #window = 0;
  #unwritten = 0;
  #endReason = "connection closed";
  #isClosed = false;

  /** Begins to connect. */
  constructor(options: MqttSessionOptions, hooks: MqttSessionHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#client = connect({
      ...options.broker.connectionOptions,
      protocolVersion: 5,
      clientId: options.clientId,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: connectTimeoutMs,
      keepalive: keepAliveSeconds,
    });
    this.#listen();
  }

  /** Limit of readings that are not settled or, at QoS 0, not written to the socket; 0 until connected. */
  get window(): number {
    return this.#window;
  }

  /** Number of readings that the socket has not taken yet; always 0 at QoS 1 and 2. */
  get unwritten(): number {
    return this.#unwritten;
  }

  /** Whether the session is about to close and takes nothing more. */
  get isEnding(): boolean {
    return this.#client.disconnecting;
  }

  /**
   * Publishes at QoS 1 or 2. `answered` is called with the broker's last answer: without an error for PUBACK or
   * PUBCOMP, with one that {@link isRefusal} for a refusal, with any other if the connection ends first.
   */
  publish(
    { topic, payload, userProperties }: OutgoingReading,
    answered: (error?: Error | null) => void,
  ): void {
    const { qos } = this.#options;
    this.#client.publish(topic, payload, { qos, properties: { userProperties } }, answered);
  }

  /** Publishes at QoS 0. MQTT.js calls back at once or, if the socket's buffer is full, after it has been emptied. */
  handOver({ topic, payload, userProperties }: OutgoingReading): void {
    let isPublishing = true;
    const written = () => {
      if (this.#isClosed) return;
      this.#unwritten -= 1;
      // Within this call, the caller sends the next one itself.
      if (!isPublishing && this.#unwritten === 0) this.#hooks.emptied();
    };
    this.#unwritten += 1;
    this.#client.publish(topic, payload, { qos: 0, properties: { userProperties } }, written);
    isPublishing = false;
  }

  /** Ends the connection: with a DISCONNECT once all readings on the way are acknowledged or, if forced, at once. */
  async end(force: boolean): Promise<void> {
    await this.#client.endAsync(force);
  }

  #listen(): void {
    const client = this.#client;
    client.on("connect", (connack) => this.#connected(connack));
    client.on("packetsend", (packet) => this.#hooks.sent(packet));
    client.on("packetreceive", (packet) => {
      this.#hooks.received(packet);
      // The broker took it with PUBREC and has forgotten it: neither refused nor acknowledged, so it is sent again.
      if (packet.cmd === "pubcomp" && isFailure(packet)) {
        this.#abort(`the broker answered PUBREL with reason code ${packet.reasonCode}`);
      }
    });
    client.on("disconnect", ({ reasonCode }) => {
      this.#endReason = `the broker ended the connection, reason code ${reasonCode}`;
    });
    client.on("error", (error: Error & { code?: unknown }) => {
      this.#abort(error.message || String(error.code));
    });
    client.once("close", () => {
      this.#isClosed = true;
      this.#hooks.closed(this.#endReason);
    });
  }

  #connected({ properties = {} }: IConnackPacket): void {
    const { qos, window } = this.#options;
    const { maximumQoS = 2, receiveMaximum = window } = properties;
    if (maximumQoS < qos) {
      this.#abort(`the broker allows at most QoS ${maximumQoS}`);
      return;
    }
    // Receive Maximum is for QoS 1 and 2 only (MQTT 5 section 3.2.2.3.3).
    this.#window = qos === 0 ? unwrittenWindow : Math.min(receiveMaximum, window);
    this.#hooks.connected();
  }

  #abort(reason: string): void {
    this.#endReason = reason;
    this.#client.end(true);
  }
}

/** Whether an error is the broker's refusal. Others mean that the connection ended before an answer came. */
export function isRefusal(error: Error): boolean {
  return error instanceof ErrorWithReasonCode;
}
