import { connect, type ErrorWithReasonCode, type IConnackPacket, type MqttClient, type Packet } from "mqtt";
import { type Logger } from "pino";
import { type InFlight, type Outbox } from "./outbox.ts";

/** What the link needs to know of a reading to send it. */
export interface Sendable {
  readonly payload: Buffer;
  readonly userProperties: Record<string, string>;
}

/** What the link tells of its readings. */
export interface MqttLinkListener<Item> {
  /** Before the packets go to the socket. */
  readonly sending: (items: readonly Item[]) => void;
  /** The broker has taken responsibility: PUBACK (QoS 1) or PUBCOMP (QoS 2) below 0x80, MQTT 5 sections 3.4 and 3.7. */
  readonly acknowledged: (item: Item) => void;
  /** At QoS 0: the connection has it, and nothing more will be heard of it. */
  readonly handedOver: (item: Item) => void;
  /** The broker has refused this one for good: PUBACK (QoS 1) or PUBREC (QoS 2) from 0x80. */
  readonly refused: (item: Item, reason: string) => void;
}

/** How to reach the broker. */
export interface MqttLinkOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  readonly topic: string;
  readonly clientId: string;
  /** MQTT 5 section 4.3. */
  readonly qos: 0 | 1 | 2;
  /** At QoS 1 and 2 so many may be in flight, or fewer where the broker says so by its Receive Maximum; at least 1. */
  readonly window: number;
}

const firstRetryDelayMs = 100;
const longestRetryDelayMs = 1_000;
const connectTimeoutMs = 5_000;
/** A broker that froze is noticed after 1.5 times this. */
const keepAliveSeconds = 10;
/** QoS 0: as many may wait for the socket to be emptied. MQTT.js adds a listener for each; Node warns from 1,000. */
const unwrittenWindow = 100;
/**
 * In PUBACK and PUBREC "No matching subscribers": taken, but nobody is there to get it. Mosquitto never says so at
 * QoS 2: it looks for subscribers when PUBREL comes, and PUBCOMP has no such code.
 */
const noMatchingSubscribers = 0x10;
/** Reason codes from here on are failures (MQTT 5 section 2.4). */
const firstFailure = 0x80;
/** How long the link waits at its end for what is on the way. */
const drainTimeoutMs = 3_000;

/**
 * Carries the outbox to the broker and keeps one connection alive.
 *
 * Every connection is a fresh MQTT.js client with clean start, and what was not acknowledged is sent again from the
 * outbox. So the outbox alone decides about order and repetition, and nothing counts as acknowledged because a
 * client library carried it over from one session to another.
 *
 * QoS 0: a reading waits for a connection, is handed to it once and never again, whatever becomes of it.
 *
 * QoS 1: done with PUBACK. A connection lost before it repeats the reading.
 *
 * QoS 2: done with PUBCOMP over the connection that carried the PUBLISH. Exactly once holds within a session (MQTT 5
 * section 4.3.3), and here each connection has its own: one lost between PUBLISH and PUBCOMP repeats the reading, which
 * the broker may have passed on already. A session kept over connections would not repeat it, but could lose it in
 * silence: Mosquitto 2 answers a PUBREL that it knows nothing of, because it was killed before it saved, with success.
 * A repeated reading can be told by its seq, a lost one is gone.
 */
export class MqttLink<Item extends Sendable> implements AsyncDisposable {
  readonly #options: MqttLinkOptions;
  readonly #outbox: Outbox<Item>;
  readonly #listener: MqttLinkListener<Item>;
  readonly #logger: Logger;
  #client: MqttClient | undefined;
  #window = 0;
  #retries = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #closing = false;
  #nobodySubscribed = false;
  #withoutSubscriber = 0;
  #unwritten = 0;
  #goingOn: NodeJS.Immediate | undefined;
  #onDrained: (() => void) | undefined;

  constructor(
    options: MqttLinkOptions,
    outbox: Outbox<Item>,
    listener: MqttLinkListener<Item>,
    logger: Logger,
  ) {
    this.#options = options;
    this.#outbox = outbox;
    this.#listener = listener;
    this.#logger = logger;
  }

  /** Whether readings can be sent right now. */
  get connected(): boolean {
    return this.#window > 0;
  }

  /** How many were acknowledged while nobody was subscribed to the topic. */
  get acknowledgedWithoutSubscriber(): number {
    return this.#withoutSubscriber;
  }

  /** Begins to connect, and goes on until disposed. */
  open(): void {
    let failure = "connection closed";
    const client = connect(this.#options.url, {
      protocolVersion: 5,
      clientId: this.#options.clientId,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: connectTimeoutMs,
      keepalive: keepAliveSeconds,
    });
    this.#client = client;
    const end = (reason: string) => {
      failure = reason;
      client.end(true);
    };
    client.on("connect", (connack) => {
      const { maximumQoS = 2 } = connack.properties ?? {};
      if (maximumQoS < this.#options.qos) end(`the broker allows at most QoS ${maximumQoS}`);
      else this.#connected(connack);
    });
    const withoutSubscriber = new Set<number>();
    client.on("packetreceive", (packet) => {
      this.#noteSubscribers(packet, withoutSubscriber);
      // The broker took it with PUBREC and has forgotten it: neither refused nor acknowledged, so it is sent again.
      if (packet.cmd === "pubcomp" && isFailure(packet)) {
        end(`the broker answered PUBREL with reason code ${packet.reasonCode}`);
      }
    });
    client.on("disconnect", ({ reasonCode }) => {
      failure = `the broker ended the connection, reason code ${reasonCode}`;
    });
    client.on("error", (error: Error & { code?: unknown }) => {
      end(error.message || String(error.code));
    });
    client.once("close", () => this.#lost(failure));
  }

  /** Sends what waits, as far as the window allows. To be called when the outbox got something. */
  pump(): void {
    const client = this.#client;
    // A client that is ending takes nothing more; the next one will.
    if (client === undefined || client.disconnecting) return;
    for (let batch = this.#takeBatch(); batch.length > 0; batch = this.#takeBatch()) {
      this.#listener.sending(batch.map(({ item }) => item));
      for (const inFlight of batch) {
        if (this.#options.qos === 0) this.#handOver(client, inFlight);
        else this.#publish(client, inFlight);
      }
    }
  }

  /** Waits for what is on the way, up to 3 s, and ends the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.connected && this.#left > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onDrained = resolve;
      const deadline = setTimeout(resolve, drainTimeoutMs);
      await promise;
      clearTimeout(deadline);
    }
    this.#closing = true;
    clearTimeout(this.#retryTimer);
    const left = this.#left;
    if (left > 0) this.#logger.warn({ left }, "stopping with readings that the broker has not acknowledged");
    await this.#client?.endAsync(left > 0 || !this.connected);
  }

  #connected(connack: IConnackPacket): void {
    this.#retries = 0;
    const { qos } = this.#options;
    // Receive Maximum is for QoS 1 and 2 only (MQTT 5 section 3.2.2.3.3).
    this.#window =
      qos === 0
        ? unwrittenWindow
        : Math.min(connack.properties?.receiveMaximum ?? this.#options.window, this.#options.window);
    this.#logger.info(
      { broker: this.#options.url, qos, window: this.#window, waiting: this.#outbox.waiting },
      "connected to the broker",
    );
    this.pump();
  }

  #lost(reason: string): void {
    const wasConnected = this.connected;
    this.#window = 0;
    this.#client = undefined;
    this.#unwritten = 0;
    this.#outbox.connectionLost();
    this.#onDrained?.();
    if (this.#closing) return;
    // Once per change, not per try.
    if (wasConnected || this.#retries === 0) {
      this.#logger.warn(
        { broker: this.#options.url, reason },
        "no connection to the broker; trying until there is",
      );
    }
    const delayMs = Math.min(firstRetryDelayMs * 2 ** this.#retries, longestRetryDelayMs);
    this.#retries += 1;
    this.#retryTimer = setTimeout(() => this.open(), delayMs);
  }

  #takeBatch(): InFlight<Item>[] {
    const batch: InFlight<Item>[] = [];
    while (this.#onTheWay < this.#window) {
      const next = this.#outbox.takeNext();
      if (next === undefined) break;
      batch.push(next);
    }
    return batch;
  }

  /** What was sent and is not settled, or, at QoS 0, not written to the socket. */
  get #onTheWay(): number {
    return this.#outbox.inFlight + this.#unwritten;
  }

  /** All that is not done. */
  get #left(): number {
    return this.#onTheWay + this.#outbox.waiting;
  }

  /**
   * Something of what was on the way is done. Acknowledgements come many at a time, so what they make room for is sent
   * together, when the last of them has been read.
   */
  #goOn(): void {
    this.#goingOn ??= setImmediate(() => {
      this.#goingOn = undefined;
      this.pump();
      if (this.#left === 0) this.#onDrained?.();
    });
  }

  /** QoS 1 and 2: MQTT.js calls back with the broker's last answer. */
  #publish(client: MqttClient, { item, settle }: InFlight<Item>): void {
    const { topic, qos } = this.#options;
    const answered = (error?: Error | ErrorWithReasonCode | null) => {
      // An error without a reason code is not the broker's answer but the end of the connection.
      if (error && !("code" in error)) return;
      if (!settle()) return;
      if (error) this.#listener.refused(item, error.message);
      else this.#listener.acknowledged(item);
      this.#goOn();
    };
    client.publish(
      topic,
      item.payload,
      { qos, properties: { userProperties: item.userProperties } },
      answered,
    );
  }

  /** QoS 0: MQTT.js calls back at once, or, where the socket's buffer is full, when that has been emptied. */
  #handOver(client: MqttClient, { item, settle }: InFlight<Item>): void {
    let publishing = true;
    const written = () => {
      if (client !== this.#client) return;
      this.#unwritten -= 1;
      // While publishing it is the pump that called, and goes on by itself.
      if (!publishing && this.#unwritten === 0) this.#goOn();
    };
    this.#unwritten += 1;
    const { topic } = this.#options;
    client.publish(
      topic,
      item.payload,
      { qos: 0, properties: { userProperties: item.userProperties } },
      written,
    );
    publishing = false;
    if (settle()) this.#listener.handedOver(item);
  }

  /**
   * Takes note of whether anybody is subscribed, which PUBACK and PUBREC tell. `withoutSubscriber`: the packet ids of
   * the connection for which PUBREC said that nobody is; they count once they are acknowledged.
   */
  #noteSubscribers(packet: Packet, withoutSubscriber: Set<number>): void {
    if (packet.cmd !== "puback" && packet.cmd !== "pubrec" && packet.cmd !== "pubcomp") return;
    const { cmd, messageId = 0, reasonCode } = packet;
    if (isFailure(packet)) return;
    const nobody = reasonCode === noMatchingSubscribers;
    if (cmd !== "pubcomp" && nobody) withoutSubscriber.add(messageId);
    if (cmd !== "pubrec" && withoutSubscriber.delete(messageId)) this.#withoutSubscriber += 1;
    if (cmd === "pubcomp" || nobody === this.#nobodySubscribed) return;
    this.#nobodySubscribed = nobody;
    const { topic } = this.#options;
    if (nobody) this.#logger.warn({ topic }, "nobody is subscribed: the broker acknowledges and discards");
    else this.#logger.info({ topic }, "somebody is subscribed again");
  }
}

function isFailure({ reasonCode = 0 }: { readonly reasonCode?: number }): boolean {
  return reasonCode >= firstFailure;
}
