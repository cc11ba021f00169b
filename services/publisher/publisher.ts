import { randomUUID } from "node:crypto";
import { type Logger } from "pino";
import { type Delays, EventLoopDelay } from "../shared/event-loop-delay.ts";
import {
  type Fact,
  type Journal,
  monotonicMicros,
  type ReadingFact,
  sha256,
} from "../shared/journal/journal.ts";
import { LatencyWindow } from "../shared/latency-window.ts";
import { encodeReading, type Status } from "../shared/reading/reading.ts";
import { sentAtNow, type Trace, type TraceCarrier, traceProperties } from "../shared/reading/trace.ts";
import { type DueReading, Fleet, type FleetOptions } from "./fleet/fleet.ts";
import { type Position, type Route } from "./fleet/route.ts";
import { MqttLink, type MqttLinkOptions, type Sendable } from "./sender/mqtt-link.ts";
import { Outbox } from "./sender/outbox.ts";
import { type ToggleEffect, ToggleEffects } from "./status/toggle-effects.ts";

/** What a publisher needs to know. */
export interface PublisherOptions extends FleetOptions {
  readonly mqtt: Omit<MqttLinkOptions, "clientId" | "window">;
  /** How many MQTT connections the devices share, each device always the same one. */
  readonly connections: number;
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

/**
 * So many may be in flight over all connections: far more than fit into the time that a broker takes to answer. What is
 * answered comes all at once now and then, and must not hold up what is due.
 */
const longestWindow = 1_000;
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
  readonly #lanes: readonly Lane[];
  readonly #laneOf: ReadonlyMap<string, Lane>;
  readonly #isLoad: boolean;
  readonly #delay = new EventLoopDelay();
  readonly #journal: Journal;
  /** Facts that are still to be written, in their order. */
  #unwritten: Fact[] = [];
  #writing: NodeJS.Immediate | undefined;
  readonly #logger: Logger;
  readonly #counts: ReadonlyMap<string, ReadingCounts>;
  readonly #totals = noCounts();
  readonly #changed: Set<string>;
  #droppedUnlogged = 0;
  #dropLoggedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: PublisherOptions, journal: Journal, logger: Logger) {
    this.route = options.route;
    this.#traceCarrier = options.traceCarrier;
    this.#journal = journal;
    this.#logger = logger;
    this.#counts = new Map(options.deviceIds.map((id) => [id, noCounts()]));
    this.#changed = new Set(options.deviceIds);
    this.#isLoad = options.load !== undefined;
    const limit = Math.ceil(options.bufferLimit / options.connections);
    const window = Math.ceil(longestWindow / options.connections);
    this.#lanes = Array.from({ length: options.connections }, (_, index) => {
      const outbox = new Outbox<OutgoingReading>(limit);
      const clientId = `publisher-${this.run}${index === 0 ? "" : `-${index + 1}`}`;
      return { outbox, link: this.#linkFor({ ...options.mqtt, clientId, window }, outbox) };
    });
    this.#laneOf = new Map(
      options.deviceIds.flatMap((id, index) => {
        const lane = this.#lanes[index % this.#lanes.length];
        return lane === undefined ? [] : [[id, lane]];
      }),
    );
    this.#fleet = new Fleet(options, {
      made: (made) => this.#made(made),
      toggled: ({ id, status }, seq) => {
        this.#toggleEffects.toggled(id, seq, Date.now());
        this.#note({ fact: "toggled", at: monotonicMicros(), device: id, run: this.run, status });
        logger.info({ device: id, status }, "status changed");
      },
    });
  }

  /** The devices begin to make readings, and the connection to the broker is opened. */
  start(): void {
    for (const { link } of this.#lanes) link.open();
    this.#fleet.start();
    this.#delay.restart();
  }

  /** Whether all connections to the broker are up. */
  get connected(): boolean {
    return this.#lanes.every(({ link }) => link.connected);
  }

  /** How the publisher keeps up with what it is to make. */
  get pace(): Pace {
    return {
      beganAt: this.#fleet.loadBeganAt ?? null,
      over: this.#fleet.isOver,
      eventLoopDelayMs: this.#delay.delays,
    };
  }

  /** How many readings the broker acknowledged while nobody was subscribed. */
  get acknowledgedWithoutSubscriber(): number {
    return this.#lanes.reduce((sum, { link }) => sum + link.acknowledgedWithoutSubscriber, 0);
  }

  /** Every device, in the configured order. */
  get devices(): DeviceState[] {
    return this.deviceIds.map((id) => this.device(id));
  }

  /** Of all devices together. */
  get totals(): Readonly<ReadingCounts> {
    return this.#totals;
  }

  /** The highest seq of a device that the broker has acknowledged, or that was sent at QoS 0. */
  lastAcknowledgedSeq(id: string): number | undefined {
    return this.#lastAcknowledged.get(id);
  }

  /** The ids of all devices, in the configured order. */
  get deviceIds(): string[] {
    return [...this.#counts.keys()];
  }

  /** @throws RangeError for an unknown device */
  device(id: string): DeviceState {
    const { status, position } = this.#fleet.device(id);
    return {
      id,
      status,
      position,
      ...this.#countsOf(id),
      lastAcknowledgedSeq: this.#lastAcknowledged.get(id) ?? null,
    };
  }

  /** The ids of the devices of which something has changed since this was asked last; at first all. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** The consumer has seen this publisher's readings of a device up to this one, the last of them at that time. */
  seen(id: string, lastSeq: number, atMs: number): void {
    this.#toggleEffects.seen(id, lastSeq, atMs);
    this.#changed.add(id);
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
    await Promise.all(this.#lanes.map(({ link }) => link[Symbol.asyncDispose]()));
    this.#write();
    this.#delay[Symbol.dispose]();
    this.#logDrops();
  }

  #linkFor(options: MqttLinkOptions, outbox: Outbox<OutgoingReading>): MqttLink<OutgoingReading> {
    return new MqttLink(
      options,
      outbox,
      {
        sending: (readings) => {
          for (const reading of readings) this.#note(factOf("sent", reading));
          // Before the bytes are with the operating system: what a killed publisher sent must not be unknown.
          this.#write();
        },
        acknowledged: (reading) => {
          this.#note(factOf("acknowledged", reading));
          this.#settle(reading, "acknowledged");
        },
        handedOver: (reading) => this.#settle(reading, "unknown"),
        refused: (reading, reason) => {
          this.#settle(reading, "refused");
          this.#logger.error(
            { device: reading.device, seq: reading.seq, reason },
            "the broker refused a reading",
          );
        },
      },
      this.#logger,
    );
  }

  #made(made: readonly DueReading[]): void {
    const lanes = new Set<Lane>();
    for (const reading of made) {
      const outgoing = this.#outgoing(reading);
      const lane = this.#laneOf.get(outgoing.device);
      if (lane === undefined) throw new RangeError(`Unknown device ${outgoing.device}`);
      lanes.add(lane);
      for (const counts of [this.#countsOf(outgoing.device), this.#totals]) {
        counts.made += 1;
        counts.waiting += 1;
      }
      this.#changed.add(outgoing.device);
      this.#note({ ...factOf("made", outgoing), ...(this.#isLoad ? { due: reading.due } : {}) });
      const dropped = lane.outbox.add(outgoing);
      if (dropped !== undefined) this.#dropped(dropped);
    }
    for (const { link } of lanes) link.pump();
    this.#write();
  }

  #outgoing({ seq, reading }: DueReading): OutgoingReading {
    const trace: Trace = { run: this.run, seq };
    const payload = encodeReading(reading, this.#traceCarrier === "payload" ? trace : undefined);
    return {
      ...trace,
      device: reading.id,
      sha256: sha256(payload),
      payload,
      userProperties: traceProperties(trace, sentAtNow()),
      madeAtMs: performance.now(),
    };
  }

  #dropped(reading: OutgoingReading): void {
    this.#note(factOf("dropped", reading));
    this.#settle(reading, "dropped");
    this.#droppedUnlogged += 1;
    if (performance.now() - this.#dropLoggedAtMs >= dropLogIntervalMs) this.#logDrops();
  }

  /** Has a fact written with the next write, at the latest when the event loop has done what is at hand. */
  #note(fact: Fact): void {
    this.#unwritten.push(fact);
    this.#writing ??= setImmediate(() => this.#write());
  }

  /** One write for all of a batch: thousands a second would be most of what the publisher does. */
  #write(): void {
    clearImmediate(this.#writing);
    this.#writing = undefined;
    const facts = this.#unwritten;
    this.#unwritten = [];
    this.#journal.append(facts);
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
    this.#changed.add(device);
    for (const counts of [this.#countsOf(device), this.#totals]) {
      counts.waiting -= 1;
      counts[outcome] += 1;
    }
  }

  #countsOf(id: string): ReadingCounts {
    const counts = this.#counts.get(id);
    if (counts === undefined) throw new RangeError(`Unknown device ${id}`);
    return counts;
  }
}

function noCounts(): ReadingCounts {
  return { made: 0, acknowledged: 0, unknown: 0, waiting: 0, dropped: 0, refused: 0 };
}

/** How a publisher keeps up. */
export interface Pace {
  /** When its load began, µs of the monotonic clock; `null` where it is no load. */
  readonly beganAt: number | null;
  /** Whether its load is over; never where it is no load. */
  readonly over: boolean;
  readonly eventLoopDelayMs: Delays;
}

/** A connection to the broker, and what waits for it. */
interface Lane {
  readonly outbox: Outbox<OutgoingReading>;
  readonly link: MqttLink<OutgoingReading>;
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
