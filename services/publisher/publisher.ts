import { randomUUID } from "node:crypto";
import { type Logger } from "pino";
import { type Journal, monotonicMicros, type ReadingFact, sha256 } from "../shared/journal.ts";
import { LatencyWindow } from "../shared/latency-window.ts";
import { encodeReading, type Status } from "../shared/reading.ts";
import { sentAtNow, type Trace, type TraceCarrier, traceProperties } from "../shared/trace.ts";
import { type MadeReading } from "./device.ts";
import { Fleet, type FleetOptions } from "./fleet.ts";
import { MqttLink, type MqttLinkOptions, type Sendable } from "./mqtt-link.ts";
import { Outbox } from "./outbox.ts";
import { type Position, type Route } from "./route.ts";
import { type ToggleEffect, ToggleEffects } from "./toggle-effects.ts";

/** What a publisher needs to know. */
export interface PublisherOptions extends FleetOptions {
  readonly mqtt: Omit<MqttLinkOptions, "clientId">;
  readonly traceCarrier: TraceCarrier;
  /** How many readings are kept while the broker is away; past it the oldest are dropped. */
  readonly bufferLimit: number;
}

/** How many of a device's readings reached which state. `made` = acknowledged + unknown + waiting + dropped + refused. */
export interface ReadingCounts {
  made: number;
  acknowledged: number;
  /** Handed to the connection at QoS 0, for which no acknowledgement exists. Always 0 at QoS 1 and 2. */
  unknown: number;
  /** Not done yet: in the buffer or on the way. */
  waiting: number;
  /** Discarded, the oldest first, because the buffer was full. */
  dropped: number;
  /** Refused by the broker, for good. */
  refused: number;
}

/** What the publisher says of a device. */
export interface DeviceState extends Readonly<ReadingCounts> {
  readonly id: string;
  readonly status: Status;
  readonly position: Position;
  /** The highest seq that the broker has acknowledged, or that was sent at QoS 0. */
  readonly lastAcknowledgedSeq: number | null;
}

/** How long the log keeps quiet about further drops. */
const dropLogIntervalMs = 1_000;

/** Devices whose readings go to the broker: each one counted, journaled and, while the broker is away, kept. */
export class Publisher implements AsyncDisposable {
  /** The `run` of all readings of this publisher. */
  readonly run = randomUUID();
  readonly since = new Date();
  /** How long the broker took to acknowledge, from the making of a reading. Its owner says when a second is over. */
  readonly acknowledgements = new LatencyWindow();
  readonly #toggleEffects = new ToggleEffects();
  readonly #lastAcknowledged = new Map<string, number>();
  /** Where the devices go. */
  readonly route: Route;
  readonly #traceCarrier: TraceCarrier;
  readonly #fleet: Fleet;
  readonly #outbox: Outbox<OutgoingReading>;
  readonly #link: MqttLink<OutgoingReading>;
  readonly #journal: Journal;
  readonly #logger: Logger;
  readonly #counts: ReadonlyMap<string, ReadingCounts>;
  #droppedUnlogged = 0;
  #dropLoggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: PublisherOptions, journal: Journal, logger: Logger) {
    this.route = options.route;
    this.#traceCarrier = options.traceCarrier;
    this.#journal = journal;
    this.#logger = logger;
    this.#counts = new Map(
      options.deviceIds.map((id) => [
        id,
        { made: 0, acknowledged: 0, unknown: 0, waiting: 0, dropped: 0, refused: 0 },
      ]),
    );
    this.#outbox = new Outbox(options.bufferLimit);
    this.#link = new MqttLink(
      { ...options.mqtt, clientId: `publisher-${this.run}` },
      this.#outbox,
      {
        sending: (readings) => journal.append(readings.map((reading) => factOf("sent", reading))),
        acknowledged: (reading) => {
          journal.append([factOf("acknowledged", reading)]);
          this.#settle(reading, "acknowledged");
        },
        handedOver: (reading) => this.#settle(reading, "unknown"),
        refused: (reading, reason) => {
          this.#settle(reading, "refused");
          logger.error({ device: reading.device, seq: reading.seq, reason }, "the broker refused a reading");
        },
      },
      logger,
    );
    this.#fleet = new Fleet(options, {
      made: (made) => this.#made(made),
      toggled: ({ id, status }, seq) => {
        this.#toggleEffects.toggled(id, seq, Date.now());
        journal.append([{ fact: "toggled", at: monotonicMicros(), device: id, run: this.run, status }]);
        logger.info({ device: id, status }, "status changed");
      },
    });
  }

  /** The devices begin to make readings, and the connection to the broker is opened. */
  start(): void {
    this.#link.open();
    this.#fleet.start();
  }

  /** Whether the connection to the broker is up. */
  get connected(): boolean {
    return this.#link.connected;
  }

  /** How many readings the broker acknowledged while nobody was subscribed. */
  get acknowledgedWithoutSubscriber(): number {
    return this.#link.acknowledgedWithoutSubscriber;
  }

  /** Every device, in the configured order. */
  get devices(): DeviceState[] {
    return this.#fleet.devices.map(({ id, status, position }) => ({
      id,
      status,
      position,
      ...this.#countsOf(id),
      lastAcknowledgedSeq: this.#lastAcknowledged.get(id) ?? null,
    }));
  }

  /** The consumer has seen this publisher's readings of a device up to this one, the last of them at that time. */
  seen(id: string, lastSeq: number, atMs: number): void {
    this.#toggleEffects.seen(id, lastSeq, atMs);
  }

  /** How far the effect of a device's last toggle has come. */
  toggleEffectOf(id: string): ToggleEffect {
    return this.#toggleEffects.of(id);
  }

  /** Whether there is a device with this id. */
  has(id: string): boolean {
    return this.#fleet.has(id);
  }

  /**
   * Switches a device, at once.
   * @throws RangeError for an unknown device
   */
  setStatus(id: string, status: Status): void {
    this.#fleet.setStatus(id, status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fleet[Symbol.dispose]();
    await this.#link[Symbol.asyncDispose]();
    this.#logDrops();
  }

  #made({ seq, reading }: MadeReading): void {
    const trace: Trace = { run: this.run, seq };
    const payload = encodeReading(reading, this.#traceCarrier === "payload" ? trace : undefined);
    const outgoing: OutgoingReading = {
      ...trace,
      device: reading.id,
      sha256: sha256(payload),
      payload,
      userProperties: traceProperties(trace, sentAtNow()),
      madeAtMs: performance.now(),
    };
    const counts = this.#countsOf(reading.id);
    counts.made += 1;
    counts.waiting += 1;
    this.#journal.append([factOf("made", outgoing)]);
    const dropped = this.#outbox.add(outgoing);
    if (dropped !== undefined) this.#dropped(dropped);
    this.#link.pump();
  }

  #dropped(reading: OutgoingReading): void {
    this.#journal.append([factOf("dropped", reading)]);
    this.#settle(reading, "dropped");
    this.#droppedUnlogged += 1;
    if (performance.now() - this.#dropLoggedAtMs >= dropLogIntervalMs) this.#logDrops();
  }

  #logDrops(): void {
    if (this.#droppedUnlogged === 0) return;
    this.#logger.error({ dropped: this.#droppedUnlogged }, "the buffer is full: dropped the oldest readings");
    this.#droppedUnlogged = 0;
    this.#dropLoggedAtMs = performance.now();
  }

  #settle(
    { device, seq, madeAtMs }: OutgoingReading,
    outcome: "acknowledged" | "unknown" | "dropped" | "refused",
  ): void {
    if (outcome === "acknowledged" || outcome === "unknown") {
      this.acknowledgements.add(performance.now() - madeAtMs);
      this.#lastAcknowledged.set(device, Math.max(seq, this.#lastAcknowledged.get(device) ?? 0));
    }
    const counts = this.#countsOf(device);
    counts.waiting -= 1;
    counts[outcome] += 1;
  }

  #countsOf(id: string): ReadingCounts {
    const counts = this.#counts.get(id);
    if (counts === undefined) throw new RangeError(`Unknown device ${id}`);
    return counts;
  }
}

interface OutgoingReading extends Sendable, Trace {
  readonly device: string;
  readonly sha256: string;
  /** Of a clock that does not jump. */
  readonly madeAtMs: number;
}

function factOf(fact: ReadingFact["fact"], { device, run, seq, sha256 }: OutgoingReading): ReadingFact {
  return { fact, at: monotonicMicros(), device, run, seq, sha256 };
}
