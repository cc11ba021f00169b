import { connect, type IPublishPacket, type MqttClient } from "mqtt";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { decodeReading, InvalidReadingError } from "../../services/shared/reading/reading.ts";
import { type TraceCarrier, traceOf } from "../../services/shared/reading/trace.ts";
import { type Qos } from "../pipeline/pipeline-options.ts";
import { type FactListener } from "./fact-listener.ts";

const openTimeoutMs = 10_000;
const reconnectPeriodMs = 100;
const keepAliveSeconds = 10;
/** The broker keeps the subscription so long while the tap is away. */
const sessionExpirySeconds = 3_600;

/** What an MQTT tap listens to. */
export interface MqttTapOptions {
  readonly url: string;
  readonly topic: string;
  readonly qos: Qos;
  readonly traceCarrier: TraceCarrier;
}

/**
 * A subscriber of its own beside the bridge: it sees what the broker passes on. It keeps its session, so that the
 * broker keeps for it what comes while it is away; but a broker that was killed may have forgotten that, so the time
 * from its last message to the next subscription is a gap.
 */
export class MqttTap implements AsyncDisposable {
  readonly #client: MqttClient;
  readonly #options: MqttTapOptions;
  readonly #onFact: FactListener;
  /** Before that the tap saw nothing. */
  #blindSince: number | undefined = Number.NEGATIVE_INFINITY;
  #lastMessageAt = Number.NEGATIVE_INFINITY;
  readonly #subscribed = Promise.withResolvers<void>();

  private constructor(options: MqttTapOptions, onFact: FactListener) {
    this.#options = options;
    this.#onFact = onFact;
    this.#client = connect(options.url, {
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
      this.#blindSince ??= this.#lastMessageAt;
    });
    // A broker that is away is what drills are for; the tap goes on trying.
    this.#client.on("error", () => undefined);
    this.#client.on("message", (_topic, payload, packet) => this.#saw(payload, packet));
  }

  /**
   * Subscribes, and returns when the broker has confirmed that.
   * @throws Error when it has not after 10 s
   */
  static async open(options: MqttTapOptions, onFact: FactListener): Promise<MqttTap> {
    const tap = new MqttTap(options, onFact);
    const timeout = setTimeout(() => {
      tap.#subscribed.reject(new Error(`no subscription at ${options.url} within ${openTimeoutMs} ms`));
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
    if (this.#blindSince !== undefined) this.#blindUntil(Number.POSITIVE_INFINITY);
    // With 0 the broker forgets the session at once (MQTT 5 section 3.14.2.2.2).
    const forgetSession = { properties: { sessionExpiryInterval: 0 } };
    await this.#client.endAsync(!this.#client.connected, forgetSession);
  }

  #subscribe(): void {
    const { topic, qos } = this.#options;
    this.#client.subscribe(topic, { qos }, (error) => {
      if (error) return;
      this.#blindUntil(monotonicMicros());
      this.#subscribed.resolve();
    });
  }

  #blindUntil(to: number): void {
    if (this.#blindSince === undefined) return;
    this.#onFact({ tap: "mqtt", fact: "gap", from: this.#blindSince, to });
    this.#blindSince = undefined;
  }

  #saw(payload: Buffer, { properties }: IPublishPacket): void {
    const at = monotonicMicros();
    this.#lastMessageAt = at;
    const header = (name: string) => [properties?.userProperties?.[name]].flat().at(-1);
    const trace = traceOf(this.#options.traceCarrier, header, payload);
    if (trace === undefined) return;
    try {
      const { id, status } = decodeReading(payload);
      this.#onFact({ tap: "mqtt", fact: "seen", at, device: id, ...trace, status });
    } catch (error) {
      // The consumer counts what is no reading; here it is nobody's.
      if (!(error instanceof InvalidReadingError)) throw error;
    }
  }
}
