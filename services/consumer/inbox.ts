import { type Logger } from "pino";
import { type Journal, monotonicMicros, type ReadingFact, sha256 } from "../shared/journal/journal.ts";
import { decodeReading, InvalidReadingError, type Reading } from "../shared/reading/reading.ts";
import { type TraceCarrier, traceNames, traceOf } from "../shared/reading/trace.ts";
import { Arrivals, type DeviceArrivals } from "./arrivals.ts";
import { Flow } from "./flow.ts";

/** A record of the Kafka log, as far as it concerns the consumer. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** `null`: a tombstone. */
  readonly value: Buffer | null;
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly header: (name: string) => string | undefined;
}

/** A record that is no reading: where it stands, why it is none, and what is in it. */
export interface UnreadableRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly reason: string;
  /** The beginning of the value as text; the whole stays in Kafka at that offset. */
  readonly value: string | null;
}

/** How many unreadable records are kept for `GET /status`; all are counted and logged. */
const unreadableKept = 20;
/** How much of an unreadable record is kept and logged. */
const unreadableShownBytes = 200;

/** Handles records: accounts for the readings in them, logs and journals each. */
export class Inbox {
  readonly since = new Date();
  readonly flow = new Flow();
  readonly #arrivals = new Arrivals();
  readonly #traceCarrier: TraceCarrier;
  readonly #journal: Journal;
  readonly #logger: Logger;
  #unreadable: UnreadableRecord[] = [];
  #unreadableCount = 0;

  constructor(traceCarrier: TraceCarrier, journal: Journal, logger: Logger) {
    this.#traceCarrier = traceCarrier;
    this.#journal = journal;
    this.#logger = logger;
  }

  /** What arrived of each device. */
  get devices(): DeviceArrivals[] {
    return this.#arrivals.devices;
  }

  /** What arrived of the devices that something arrived of since this was asked last. */
  takeChanged(): DeviceArrivals[] {
    return this.#arrivals.takeChanged();
  }

  /** How many records were no readings. */
  get unreadableCount(): number {
    return this.#unreadableCount;
  }

  /** The last 20 records that were no readings, oldest first. */
  get unreadable(): readonly UnreadableRecord[] {
    return this.#unreadable;
  }

  /** Handles records in their order. When it returns they are in the journal, and their offset may be committed. */
  handle(records: readonly KafkaRecord[]): void {
    this.#journal.append(records.flatMap((record) => this.#handleOne(record)));
  }

  #handleOne(record: KafkaRecord): ReadingFact[] {
    const { topic, partition, offset, value } = record;
    let reading: Reading;
    try {
      if (value === null) throw new InvalidReadingError("no value");
      reading = decodeReading(value);
    } catch (error) {
      if (!(error instanceof InvalidReadingError)) throw error;
      this.#setAside(record, error.message);
      return [];
    }
    const trace = traceOf(this.#traceCarrier, record.header, value);
    const consumedAtMs = performance.timeOrigin + performance.now();
    const arrival = this.#arrivals.add(reading.id, reading.status, trace, consumedAtMs);
    this.flow.add({ madeAtMs: madeAtMs(record), recordedAtMs: record.timestampMs, consumedAtMs });
    this.#logger.info({ ...reading, ...trace, arrival, topic, partition, offset }, "reading");
    if (trace === undefined || !this.#journal.isKept) return [];
    return [
      {
        fact: "consumed",
        at: monotonicMicros(),
        device: reading.id,
        ...trace,
        sha256: sha256(value),
        recordedMs: record.timestampMs,
      },
    ];
  }

  #setAside({ topic, partition, offset, value }: KafkaRecord, reason: string): void {
    const shown = value?.toString("utf8", 0, unreadableShownBytes) ?? null;
    const unreadable = { topic, partition, offset, reason, value: shown };
    this.#unreadableCount += 1;
    this.#unreadable = [...this.#unreadable, unreadable].slice(-unreadableKept);
    this.#logger.warn(unreadable, "not a reading");
  }
}

/** When the reading was made, where its publisher says that. */
function madeAtMs({ header }: KafkaRecord): number | undefined {
  const sentAtMs = Number(header(traceNames.sentAt) ?? Number.NaN);
  return Number.isFinite(sentAtMs) ? sentAtMs : undefined;
}
