import { connect, type IPublishPacket, type MqttClient } from "mqtt";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type MqttBroker } from "../../services/shared/mqtt/mqtt-broker.ts";
import { decodeReading, InvalidReadingError } from "../../services/shared/reading/reading.ts";
import { type TraceCarrier, traceOf } from "../../services/shared/reading/trace.ts";
import { type Qos } from "../pipeline/pipeline-options.ts";
import { type FactListener } from "./fact-listener.ts";

const openTimeoutMs = 10_000;
const reconnectPeriodMs = 100;
const keepAliveSeconds = 10;
/** Time for which the broker keeps the session, and with it the subscription, while the tap is away. */
const sessionExpirySeconds = 3_600;

/** Options of an {@link MqttTap}. */
export interface MqttTapOptions {
  readonly broker: MqttBroker;
  readonly topic: string;
  readonly qos: Qos;
  readonly traceCarrier: TraceCarrier;
}

/**
 * The tap `mqtt`: a subscriber beside the bridge, which gets the messages that the broker passes on. Its session is kept, so
 * the broker queues messages while the tap is away. A killed broker may have lost the session, so the time from the last
 * message to the next subscription is a gap.
 */
export class MqttTap implements AsyncDisposable {
  readonly #client: MqttClient;
  readonly #options: MqttTapOptions;
  readonly #onFact: FactListener;
  /** Start of the present gap; at first, everything before the subscription. */
  #gapSince: number | undefined = Number.NEGATIVE_INFINITY;
  #lastMessageAt = Number.NEGATIVE_INFINITY;
  readonly #subscribed = Promise.withResolvers<void>();

  private constructor(options: MqttTapOptions, onFact: FactListener) {
    this.#options = options;
    this.#onFact = onFact;
    this.#client = connect({
      ...options.broker.connectionOptions,
      protocolVersion: 5,
      clientId: `tap-${crypto.randomUUID()}`,
      clean: false,
      properties: { sessionExpiryInterval: sessionExpirySeconds },
      reconnectPeriod: reconnectPeriodMs,
      keepalive: keepAliveSeconds,
      resubscribe: false,
    });
    this.#client.on("connect", () => this.#subscribe());
    this.#client.on("close", () => {
      this.#gapSince ??= this.#lastMessageAt;
    });
    // Drills take the broker away; the client reconnects by itself.
    this.#client.on("error", () => undefined);
    this.#client.on("message", (_topic, payload, packet) => this.#take(payload, packet));
  }

  /**
   * Opens the tap and waits until the broker has confirmed the subscription.
   * @throws Error after 10 s
   */
  static async open(options: MqttTapOptions, onFact: FactListener): Promise<MqttTap> {
    const tap = new MqttTap(options, onFact);
    const timeout = setTimeout(() => {
      tap.#subscribed.reject(new Error(`no subscription at ${options.broker} within ${openTimeoutMs} ms`));
    }, openTimeoutMs);
    try {
      await tap.#subscribed.promise;
      return tap;
    } catch (error) {
      tap.#client.end(true);
      throw error;
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Ends the subscription and the session. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#endGap(Number.POSITIVE_INFINITY);
    // With 0 the broker discards the session at once (MQTT 5 section 3.14.2.2.2).
    const discardSession = { properties: { sessionExpiryInterval: 0 } };
    await this.#client.endAsync(!this.#client.connected, discardSession);
  }

  #subscribe(): void {
    const { topic, qos } = this.#options;
    this.#client.subscribe(topic, { qos }, (error) => {
      if (error) return;
      this.#endGap(monotonicMicros());
      this.#subscribed.resolve();
    });
  }

  #endGap(to: number): void {
    if (this.#gapSince === undefined) return;
    this.#onFact({ tap: "mqtt", fact: "gap", from: this.#gapSince, to });
    this.#gapSince = undefined;
  }

  #take(payload: Buffer, { properties }: IPublishPacket): void {
    const at = monotonicMicros();
    this.#lastMessageAt = at;
    const header = (name: string) => [properties?.userProperties?.[name]].flat().at(-1);
    const trace = traceOf(this.#options.traceCarrier, header, payload);
    if (trace === undefined) return;
    try {
      const { id, status } = decodeReading(payload);
      this.#onFact({ tap: "mqtt", fact: "seen", at, device: id, ...trace, status });
    } catch (error) {
      // The consumer counts messages that are no readings.
      if (!(error instanceof InvalidReadingError)) throw error;
    }
  }
}
