import { connect, type ErrorWithReasonCode, type IConnackPacket, type MqttClient } from "mqtt";
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
  /** The broker has taken responsibility (PUBACK below 0x80, MQTT 5 section 3.4.2.1). */
  readonly acknowledged: (item: Item) => void;
  /** The broker has refused this one for good (PUBACK from 0x80). */
  readonly refused: (item: Item, reason: string) => void;
}

/** How to reach the broker. */
export interface MqttLinkOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  readonly topic: string;
  readonly clientId: string;
}

const firstRetryDelayMs = 100;
const longestRetryDelayMs = 1_000;
const connectTimeoutMs = 5_000;
/** A broker that froze is noticed after 1.5 times this. */
const keepAliveSeconds = 10;
/** As many as that may be in flight, or fewer where the broker says so by its Receive Maximum. */
const longestWindow = 1_000;
/** PUBACK "No matching subscribers": taken, but nobody is there to get it. */
const noMatchingSubscribers = 0x10;
/** How long the link waits at its end for what is still to be acknowledged. */
const drainTimeoutMs = 3_000;

/**
 * Carries the outbox to the broker at QoS 1 and keeps one connection alive.
 *
 * Every connection is a fresh MQTT.js client with clean start, and what was not acknowledged is sent again from the
 * outbox. So the outbox alone decides about order and repetition, and nothing counts as acknowledged because a
 * client library carried it over from one session to another.
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
    client.on("connect", (connack) => this.#connected(connack));
    client.on("packetreceive", (packet) => {
      if (packet.cmd === "puback") this.#noteSubscribers(packet.reasonCode === noMatchingSubscribers);
    });
    client.on("disconnect", ({ reasonCode }) => {
      failure = `the broker ended the connection, reason code ${reasonCode}`;
    });
    client.on("error", (error: Error & { code?: unknown }) => {
      failure = error.message || String(error.code);
      client.end(true);
    });
    client.once("close", () => this.#lost(failure));
  }

  /** Sends what waits, as far as the window allows. To be called when the outbox got something. */
  pump(): void {
    const batch: InFlight<Item>[] = [];
    while (this.#outbox.inFlight < this.#window) {
      const next = this.#outbox.takeNext();
      if (next === undefined) break;
      batch.push(next);
    }
    if (batch.length === 0) return;
    this.#listener.sending(batch.map(({ item }) => item));
    for (const inFlight of batch) this.#publish(inFlight);
  }

  /** Waits for what is still to be acknowledged, up to 3 s, and ends the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.connected && this.#outbox.inFlight > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onDrained = resolve;
      const deadline = setTimeout(resolve, drainTimeoutMs);
      await promise;
      clearTimeout(deadline);
    }
    this.#closing = true;
    clearTimeout(this.#retryTimer);
    const left = this.#outbox.inFlight + this.#outbox.waiting;
    if (left > 0) this.#logger.warn({ left }, "stopping with readings that the broker has not acknowledged");
    await this.#client?.endAsync(left > 0 || !this.connected);
  }

  #connected(connack: IConnackPacket): void {
    this.#retries = 0;
    this.#window = Math.min(connack.properties?.receiveMaximum ?? longestWindow, longestWindow);
    this.#logger.info(
      { broker: this.#options.url, window: this.#window, waiting: this.#outbox.waiting },
      "connected to the broker",
    );
    this.pump();
  }

  #lost(reason: string): void {
    const wasConnected = this.connected;
    this.#window = 0;
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

  #publish({ item, settle }: InFlight<Item>): void {
    const answered = (error?: Error | ErrorWithReasonCode | null) => {
      // An error without a reason code is not the broker's answer but the end of the connection.
      if (error && !("code" in error)) return;
      if (!settle()) return;
      if (error) this.#listener.refused(item, error.message);
      else this.#listener.acknowledged(item);
      if (this.#outbox.inFlight === 0) this.#onDrained?.();
      this.pump();
    };
    this.#client?.publish(
      this.#options.topic,
      item.payload,
      { qos: 1, properties: { userProperties: item.userProperties } },
      answered,
    );
  }

  #noteSubscribers(nobody: boolean): void {
    if (nobody) this.#withoutSubscriber += 1;
    if (nobody === this.#nobodySubscribed) return;
    this.#nobodySubscribed = nobody;
    const { topic } = this.#options;
    if (nobody) this.#logger.warn({ topic }, "nobody is subscribed: the broker acknowledges and discards");
    else this.#logger.info({ topic }, "somebody is subscribed again");
  }
}
