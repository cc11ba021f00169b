import { type Logger } from "pino";
import { isRefusal, MqttSession, type MqttSessionOptions } from "./mqtt-session.ts";
import { type InFlight, Outbox } from "./outbox.ts";
import { type OutgoingReading } from "./outgoing-reading.ts";
import { SubscriberWatch } from "./subscriber-watch.ts";

/** Options of a {@link BrokerConnection}. */
export interface BrokerConnectionOptions extends MqttSessionOptions {
  /** Limit of readings that are kept until they are settled. */
  readonly bufferLimit: number;
}

/** Receives the outcome of each reading. */
export interface DeliveryHooks {
  /** Called before the packets go to the socket. */
  readonly sending: (readings: readonly OutgoingReading[]) => void;
  /** Called when the broker took responsibility: PUBACK (QoS 1) or PUBCOMP (QoS 2) below 0x80, MQTT 5 sections 3.4 and 3.7. */
  readonly acknowledged: (reading: OutgoingReading) => void;
  /** Called at QoS 0 when the connection has taken it: no answer will come. */
  readonly handedOver: (reading: OutgoingReading) => void;
  /** Called when the broker refused it for good: PUBACK (QoS 1) or PUBREC (QoS 2) from 0x80. */
  readonly refused: (reading: OutgoingReading, reason: string) => void;
}

const firstRetryDelayMs = 100;
const longestRetryDelayMs = 1_000;
/** Longest wait for readings on the way at the stop. */
const drainTimeoutMs = 3_000;

/**
 * A connection to the broker that is reestablished whenever it is lost, and the outbox of its readings.
 *
 * Every session is a fresh MQTT.js client with clean start, and unacknowledged readings are sent again from the
 * outbox. So the outbox alone decides about order and repetition, and nothing counts as acknowledged because a
 * client library carried it over from one session to another.
 *
 * QoS 0: a reading waits for a connection, is handed to it once and never sent again, whatever becomes of it.
 *
 * QoS 1: settled by PUBACK. A connection lost before it repeats the reading.
 *
 * QoS 2: settled by PUBCOMP over the connection that carried the PUBLISH. Exactly once holds within a session (MQTT 5
 * section 4.3.3), and here each connection has its own: one lost between PUBLISH and PUBCOMP repeats the reading, which
 * the broker may have passed on already. A session kept over connections would not repeat it, but could lose it in
 * silence: Mosquitto 2, killed before it saved its state, answers the unknown PUBREL with success. A repeated reading is
 * recognized by its seq, a lost one is gone.
 */
export class BrokerConnection implements AsyncDisposable {
  readonly #options: BrokerConnectionOptions;
  readonly #outbox: Outbox<OutgoingReading>;
  readonly #hooks: DeliveryHooks;
  readonly #logger: Logger;
  readonly #subscribers: SubscriberWatch;
  #session: MqttSession | undefined;
  #retries = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #isClosing = false;
  #nextSend: NodeJS.Immediate | undefined;
  #onDrained: (() => void) | undefined;

  constructor(options: BrokerConnectionOptions, hooks: DeliveryHooks, logger: Logger) {
    this.#options = options;
    this.#outbox = new Outbox(options.bufferLimit);
    this.#hooks = hooks;
    this.#logger = logger;
    this.#subscribers = new SubscriberWatch(logger);
  }

  /** Whether readings can be sent right now. */
  get connected(): boolean {
    return this.#window > 0;
  }

  /** Number of readings acknowledged while the topic had no subscriber. */
  get acknowledgedWithoutSubscriber(): number {
    return this.#subscribers.acknowledgedWithoutSubscriber;
  }

  /** Begins to connect, and reconnects until disposed. */
  open(): void {
    this.#subscribers.sessionBegins();
    this.#session = new MqttSession(this.#options, {
      connected: () => this.#connected(),
      sent: (packet) => this.#subscribers.sent(packet),
      received: (packet) => this.#subscribers.received(packet),
      emptied: () => this.#sendSoon(),
      closed: (reason) => this.#lost(reason),
    });
  }

  /** Adds a reading to the outbox. Returns the one that was dropped for it, if the outbox was full. */
  add(reading: OutgoingReading): OutgoingReading | undefined {
    return this.#outbox.add(reading);
  }

  /** Sends waiting readings, as far as the window allows. */
  send(): void {
    const session = this.#session;
    // A session that is ending takes nothing more; the next one will.
    if (session === undefined || session.isEnding) return;
    for (let batch = this.#takeBatch(); batch.length > 0; batch = this.#takeBatch()) {
      this.#hooks.sending(batch.map(({ item }) => item));
      for (const inFlight of batch) {
        if (this.#options.qos === 0) this.#handOver(session, inFlight);
        else this.#publish(session, inFlight);
      }
    }
  }

  /** Waits up to 3 s for readings on the way, and ends the connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.connected && this.#unfinished > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onDrained = resolve;
      const deadline = setTimeout(resolve, drainTimeoutMs);
      await promise;
      clearTimeout(deadline);
    }
    this.#isClosing = true;
    clearTimeout(this.#retryTimer);
    const left = this.#unfinished;
    if (left > 0) this.#logger.warn({ left }, "stopping with readings that the broker has not acknowledged");
    await this.#session?.end(left > 0 || !this.connected);
  }

  #connected(): void {
    this.#retries = 0;
    const { broker, qos } = this.#options;
    this.#logger.info(
      { broker, qos, window: this.#window, waiting: this.#outbox.waiting },
      "connected to the broker",
    );
    this.send();
  }

  #lost(reason: string): void {
    const wasConnected = this.connected;
    this.#session = undefined;
    this.#outbox.connectionLost();
    this.#onDrained?.();
    if (this.#isClosing) return;
    // Once per loss, not per retry.
    if (wasConnected || this.#retries === 0) {
      this.#logger.warn(
        { broker: this.#options.broker, reason },
        "no connection to the broker; retrying until there is one",
      );
    }
    const delayMs = Math.min(firstRetryDelayMs * 2 ** this.#retries, longestRetryDelayMs);
    this.#retries += 1;
    this.#retryTimer = setTimeout(() => this.open(), delayMs);
  }

  get #window(): number {
    return this.#session?.window ?? 0;
  }

  /** Number of readings that were sent and are not settled or, at QoS 0, not written to the socket. */
  get #onTheWay(): number {
    return this.#outbox.inFlight + (this.#session?.unwritten ?? 0);
  }

  /** Number of readings waiting or on the way. */
  get #unfinished(): number {
    return this.#onTheWay + this.#outbox.waiting;
  }

  #takeBatch(): InFlight<OutgoingReading>[] {
    const batch: InFlight<OutgoingReading>[] = [];
    while (this.#onTheWay < this.#window) {
      const next = this.#outbox.takeNext();
      if (next === undefined) break;
      batch.push(next);
    }
    return batch;
  }

  #publish(session: MqttSession, { item, settle }: InFlight<OutgoingReading>): void {
    session.publish(item, (error) => {
      if (error && !isRefusal(error)) return;
      if (!settle()) return;
      if (error) this.#hooks.refused(item, error.message);
      else this.#hooks.acknowledged(item);
      this.#sendSoon();
    });
  }

  #handOver(session: MqttSession, { item, settle }: InFlight<OutgoingReading>): void {
    session.handOver(item);
    if (settle()) this.#hooks.handedOver(item);
  }

  /**
   * Sends once the event loop has read all acknowledgements at hand: they come many at a time, and the readings that
   * they make room for go out together.
   */
  #sendSoon(): void {
    this.#nextSend ??= setImmediate(() => {
      this.#nextSend = undefined;
      this.send();
      if (this.#unfinished === 0) this.#onDrained?.();
    });
  }
}
