import { randomUUID } from "node:crypto";
import { type Logger } from "pino";
import { type DelayPercentiles, EventLoopDelay } from "../shared/event-loop-delay.ts";
import { type Journal, monotonicMicros } from "../shared/journal/journal.ts";
import { type TopicTemplate } from "../shared/mqtt/topic-template.ts";
import { type TraceCarrier } from "../shared/reading/trace.ts";
import { FactWriter, readingFact } from "./fact-writer.ts";
import { type Device } from "./fleet/device.ts";
import { type DueReading } from "./fleet/due-reading.ts";
import { Fleet, type FleetOptions } from "./fleet/fleet.ts";
import { ReadingCounters } from "./reading-counters.ts";
import { type OutgoingReading, outgoingReading } from "./sender/outgoing-reading.ts";
import { type Outcome, Sender, type SenderSettings, totalWindow } from "./sender/sender.ts";

/** Options of a {@link Publisher}. */
export interface PublisherOptions {
  readonly fleet: FleetOptions;
  readonly sender: SenderSettings;
  readonly traceCarrier: TraceCarrier;
}

/** Receives changes of status. */
export interface PublisherHooks {
  /** Called before the reading with this seq is made. */
  readonly toggled?: (device: Device, seq: number) => void;
}

/** Progress of a load. */
export interface LoadProgress {
  /** Beginning of the load, µs of the monotonic clock; `null` without a load. */
  readonly beganAt: number | null;
  /** Whether the load is over: all that was due is made or given up. `false` without a load. */
  readonly over: boolean;
  /** Number of readings that were due and will not be made: the publisher could not keep up. Known when the load is over. */
  readonly givenUp: number;
  readonly eventLoopDelayMs: DelayPercentiles;
}

/**
 * Largest number of unsettled readings of an unpaced load: enough that the sender's windows stay full, and so few that they
 * measure the broker, not the buffer.
 */
const unpacedUnsettled = 2 * totalWindow;

/** A fleet of devices whose readings go to the broker, each one counted and journaled. */
export class Publisher implements AsyncDisposable {
  /** The `run` of all its readings. */
  readonly run = randomUUID();
  readonly since = new Date();
  readonly fleet: Fleet;
  readonly sender: Sender;
  readonly counters: ReadingCounters;
  readonly #traceCarrier: TraceCarrier;
  readonly #topics: TopicTemplate;
  readonly #delay = new EventLoopDelay();
  readonly #facts: FactWriter;
  readonly #hooks: PublisherHooks;
  readonly #logger: Logger;
  #unsettled = 0;

  constructor(options: PublisherOptions, journal: Journal, logger: Logger, hooks: PublisherHooks = {}) {
    const { deviceIds } = options.fleet;
    this.#traceCarrier = options.traceCarrier;
    this.#topics = options.sender.topics;
    this.#facts = new FactWriter(journal);
    this.#hooks = hooks;
    this.#logger = logger;
    this.counters = new ReadingCounters(deviceIds);
    this.sender = new Sender(
      { ...options.sender, clientId: `publisher-${this.run}`, deviceIds },
      {
        sending: (readings) => this.#sending(readings),
        settled: (reading, outcome) => this.#settled(reading, outcome),
      },
      logger,
    );
    this.fleet = new Fleet(options.fleet, {
      made: (readings) => this.#made(readings),
      toggled: (device, seq) => this.#toggled(device, seq),
      room: () => unpacedUnsettled - this.#unsettled,
    });
  }

  /** Opens the connections to the broker and starts the devices. */
  start(): void {
    this.sender.open();
    this.fleet.start();
    this.#delay.restart();
  }

  /** Progress of the load, and the delay of the event loop since the start. */
  get loadProgress(): LoadProgress {
    const { beganAt = null, isOver = false, givenUp = 0 } = this.fleet.loadProgress ?? {};
    return {
      ...{ beganAt, over: isOver, givenUp },
      eventLoopDelayMs: this.#delay.delays,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.fleet[Symbol.dispose]();
    await this.sender[Symbol.asyncDispose]();
    this.#facts.flush();
    this.#delay[Symbol.dispose]();
  }

  #toggled(device: Device, seq: number): void {
    const { id, status } = device;
    this.#hooks.toggled?.(device, seq);
    this.#facts.add({ fact: "toggled", at: monotonicMicros(), device: id, run: this.run, status });
    this.#logger.info({ device: id, status }, "status changed");
  }

  #made(readings: readonly DueReading[]): void {
    this.#unsettled += readings.length;
    for (const { seq, reading, due } of readings) {
      const topic = this.#topics.topicOf(reading.id);
      const outgoing = outgoingReading(reading, topic, { run: this.run, seq }, this.#traceCarrier);
      this.counters.made(outgoing.device);
      const fact = readingFact("made", outgoing);
      this.#facts.add(this.fleet.isLoad ? { ...fact, due } : fact);
      this.sender.add(outgoing);
    }
    this.sender.send();
    this.#facts.flush();
  }

  #sending(readings: readonly OutgoingReading[]): void {
    for (const reading of readings) this.#facts.add(readingFact("sent", reading));
    // Before the bytes are with the operating system: the journal must know everything that a killed publisher sent.
    this.#facts.flush();
  }

  #settled(reading: OutgoingReading, outcome: Outcome): void {
    if (outcome === "acknowledged" || outcome === "dropped") {
      this.#facts.add(readingFact(outcome, reading));
    }
    this.counters.settled(reading.device, reading.seq, outcome);
    this.#unsettled -= 1;
    this.fleet.roomGrew();
  }
}
