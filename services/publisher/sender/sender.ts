import { type Logger } from "pino";
import { LatencyWindow } from "../../shared/latency-window.ts";
import { type TopicTemplate } from "../../shared/mqtt/topic-template.ts";
import { BrokerConnection, type DeliveryHooks } from "./broker-connection.ts";
import { DropLog } from "./drop-log.ts";
import { type MqttSessionOptions } from "./mqtt-session.ts";
import { type OutgoingReading } from "./outgoing-reading.ts";

/** Settings of a sender. */
export interface SenderSettings extends Pick<MqttSessionOptions, "broker" | "qos"> {
  readonly topics: TopicTemplate;
  /** Number of MQTT connections that the devices share; a device always uses the same one. */
  readonly connections: number;
  /** Limit of readings that are kept while the broker is away; past it the oldest are dropped. */
  readonly bufferLimit: number;
}

/** Options of a {@link Sender}. */
export interface SenderOptions extends SenderSettings {
  /** MQTT client id of the first connection; the others have `-2`, `-3` … behind it. */
  readonly clientId: string;
  readonly deviceIds: readonly string[];
}

/** Final state of a reading at the publisher. `unknown`: handed over at QoS 0, which has no acknowledgement. */
export type Outcome = "acknowledged" | "unknown" | "dropped" | "refused";

/** Receives what becomes of readings. */
export interface SenderHooks {
  /** Called before the packets go to the socket. */
  readonly sending: (readings: readonly OutgoingReading[]) => void;
  /** Called once per reading. */
  readonly settled: (reading: OutgoingReading, outcome: Outcome) => void;
}

/**
 * In-flight window of all connections together: far more readings than are made in the time that a broker takes to
 * answer. Answers sometimes come all at once, and must not hold up due readings.
 */
export const totalWindow = 1_000;

/** The connections to the broker, among which the devices are shared out evenly. */
export class Sender implements AsyncDisposable {
  /** Time from the making of a reading to its acknowledgement or, at QoS 0, its handing over. */
  readonly latency = new LatencyWindow();
  readonly #connections: readonly BrokerConnection[];
  readonly #connectionOf: ReadonlyMap<string, BrokerConnection>;
  /** Connections with readings added since the last {@link send}. */
  readonly #unsent = new Set<BrokerConnection>();
  readonly #hooks: SenderHooks;
  readonly #logger: Logger;
  readonly #dropLog: DropLog;

  constructor(options: SenderOptions, hooks: SenderHooks, logger: Logger) {
    this.#hooks = hooks;
    this.#logger = logger;
    this.#dropLog = new DropLog(logger);
    const { connections, clientId, deviceIds } = options;
    const bufferLimit = Math.ceil(options.bufferLimit / connections);
    const window = Math.ceil(totalWindow / connections);
    const deliveryHooks = this.#deliveryHooks();
    this.#connections = Array.from({ length: connections }, (_, index) => {
      const id = index === 0 ? clientId : `${clientId}-${index + 1}`;
      return new BrokerConnection({ ...options, clientId: id, window, bufferLimit }, deliveryHooks, logger);
    });
    this.#connectionOf = new Map(
      deviceIds.flatMap((device, index) => {
        const connection = this.#connections[index % connections];
        return connection === undefined ? [] : [[device, connection]];
      }),
    );
  }

  /** Begins to connect, and reconnects until disposed. */
  open(): void {
    for (const connection of this.#connections) connection.open();
  }

  /** Whether all connections to the broker are up. */
  get connected(): boolean {
    return this.#connections.every(({ connected }) => connected);
  }

  /** Number of readings acknowledged while the topic had no subscriber. */
  get acknowledgedWithoutSubscriber(): number {
    return this.#connections.reduce(
      (sum, { acknowledgedWithoutSubscriber }) => sum + acknowledgedWithoutSubscriber,
      0,
    );
  }

  /**
   * Adds a reading, to be sent by {@link send}. If the buffer is full the oldest waiting reading is dropped.
   * @throws RangeError for an unknown device
   */
  add(reading: OutgoingReading): void {
    const connection = this.#connectionOf.get(reading.device);
    if (connection === undefined) throw new RangeError(`Unknown device ${reading.device}`);
    this.#unsent.add(connection);
    const dropped = connection.add(reading);
    if (dropped === undefined) return;
    this.#hooks.settled(dropped, "dropped");
    this.#dropLog.add();
  }

  /** Sends added readings, as far as connections and in-flight windows allow; the others follow as soon as they do. */
  send(): void {
    for (const connection of this.#unsent) connection.send();
    this.#unsent.clear();
  }

  /** Waits up to 3 s for readings on the way, and ends the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection[Symbol.asyncDispose]()));
    this.#dropLog.flush();
  }

  #deliveryHooks(): DeliveryHooks {
    return {
      sending: this.#hooks.sending,
      acknowledged: (reading) => this.#passed(reading, "acknowledged"),
      handedOver: (reading) => this.#passed(reading, "unknown"),
      refused: (reading, reason) => {
        this.#hooks.settled(reading, "refused");
        const { device, seq } = reading;
        this.#logger.error({ device, seq, reason }, "the broker refused a reading");
      },
    };
  }

  #passed(reading: OutgoingReading, outcome: Outcome): void {
    this.latency.add(performance.now() - reading.madeAtMs);
    this.#hooks.settled(reading, outcome);
  }
}
