import { type Logger } from "pino";
import { type ReadingFact } from "../shared/journal/fact.ts";
import { type Journal, monotonicMicros, sha256 } from "../shared/journal/journal.ts";
import { decodeReading, InvalidReadingError, type Reading } from "../shared/reading/reading.ts";
import { type TraceCarrier, traceNames, traceOf } from "../shared/reading/trace.ts";
import { FlowStatistics } from "./flow-statistics.ts";
import { type KafkaRecord } from "./kafka-record.ts";
import { ReadingTracker, type TrackedDevice } from "./reading-tracker.ts";
import { type Partition } from "./topics/partition-map.ts";

/** A record that is not a reading: its position in Kafka, the reason, and its value. */
export interface UnreadableRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly reason: string;
  /** The first 200 bytes as text; the whole value stays in Kafka at that offset. */
  readonly value: string | null;
}

/** Unreadable records kept for `GET /status`; all are counted and logged. */
const unreadableKept = 20;
const unreadableShownBytes = 200;

/** Decodes records to readings, tracks them, and writes log and journal. */
export class ReadingHandler {
  readonly since = new Date();
  readonly flow = new FlowStatistics();
  readonly #tracker = new ReadingTracker();
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

  /** Every device with a reading. */
  get devices(): TrackedDevice[] {
    return this.#tracker.devices;
  }

  /** Returns the devices with a reading since the last call. */
  takeChanged(): TrackedDevice[] {
    return this.#tracker.takeChanged();
  }

  /** Number of records that were not readings. */
  get unreadableCount(): number {
    return this.#unreadableCount;
  }

  /** The last 20 records that were not readings, oldest first. */
  get unreadable(): readonly UnreadableRecord[] {
    return this.#unreadable;
  }

  /** Expects readings of these devices to go on at any seq: another consumer of the group has had those between. */
  takenOver({ partition }: Partition): void {
    this.#tracker.skip(partition);
  }

  /** Handles records in order. On return they are in the journal, so their offsets may be committed. */
  handle(records: readonly KafkaRecord[]): void {
    const facts: ReadingFact[] = [];
    for (const record of records) {
      const fact = this.#handleOne(record);
      if (fact !== undefined) facts.push(fact);
    }
    this.#journal.append(facts);
  }

  /** Returns the fact for the journal; `undefined` for none. */
  #handleOne(record: KafkaRecord): ReadingFact | undefined {
    const { topic, partition, offset, value } = record;
    let reading: Reading;
    try {
      if (value === null) throw new InvalidReadingError("no value");
      reading = decodeReading(value);
    } catch (error) {
      if (!(error instanceof InvalidReadingError)) throw error;
      this.#rejectRecord(record, error.message);
      return undefined;
    }
    const trace = traceOf(this.#traceCarrier, record.header, value);
    const consumedAtMs = performance.timeOrigin + performance.now();
    const arrival = this.#tracker.add(reading.id, reading.status, trace, consumedAtMs, partition);
    this.flow.add({ madeAtMs: madeAtMs(record), recordedAtMs: record.timestampMs, consumedAtMs });
    this.#logger.info({ ...reading, ...trace, arrival, topic, partition, offset }, "reading");
    if (trace === undefined || !this.#journal.isKept) return undefined;
    return {
      fact: "consumed",
      at: monotonicMicros(),
      device: reading.id,
      ...trace,
      sha256: sha256(value),
      recordedMs: record.timestampMs,
      partition,
    };
  }

  #rejectRecord({ topic, partition, offset, value }: KafkaRecord, reason: string): void {
    const shown = value?.toString("utf8", 0, unreadableShownBytes) ?? null;
    const unreadable = { topic, partition, offset, reason, value: shown };
    this.#unreadableCount += 1;
    this.#unreadable = [...this.#unreadable, unreadable].slice(-unreadableKept);
    this.#logger.warn(unreadable, "not a reading");
  }
}

/** Returns the publisher's `sent-at`; `undefined` if the record has none. */
function madeAtMs({ header }: KafkaRecord): number | undefined {
  const sentAtMs = Number(header(traceNames.sentAt) ?? Number.NaN);
  return Number.isFinite(sentAtMs) ? sentAtMs : undefined;
}
