import { type ReadingId } from "../../../services/shared/reading/reading-id.ts";

/** A reading in the Kafka topic. */
export interface RecordedReading extends ReadingId {
  /** SHA-256 of the record's value, in hex. */
  readonly sha256: string;
  /** Timestamp of the record, milliseconds since the epoch. */
  readonly recordedMs: number;
}

/**
 * The readings of a topic by partition and offset, from the start offsets on. A consumer may read each of them again, so all
 * are kept: some 300 bytes each. Pure.
 */
export class RecordIndex {
  /** By partition, then by offset; `null` for a record that is no reading with run and seq. */
  readonly #readings = new Map<number, Map<number, RecordedReading | null>>();
  readonly #next = new Map<number, number>();
  readonly #startOffsets: ReadonlyMap<number, number>;

  /** `startOffsets`: first offsets by partition; default: 0. */
  constructor(startOffsets: ReadonlyMap<number, number> = new Map()) {
    this.#startOffsets = startOffsets;
  }

  /** Adds a record; those of a partition in order. */
  add(partition: number, offset: number, reading: RecordedReading | undefined): void {
    let readings = this.#readings.get(partition);
    if (readings === undefined) {
      readings = new Map();
      this.#readings.set(partition, readings);
    }
    readings.set(offset, reading ?? null);
    this.#next.set(partition, offset + 1);
  }

  /** Returns the first offset of a partition. */
  startOf(partition: number): number {
    return this.#startOffsets.get(partition) ?? 0;
  }

  /** Returns the offset after the last record of a partition. */
  nextOf(partition: number): number {
    return this.#next.get(partition) ?? this.startOf(partition);
  }

  /**
   * Returns the reading of a record; `null` if it is none, or from before the start, `undefined` if there is no such record
   * (yet).
   */
  find(partition: number, offset: number): RecordedReading | null | undefined {
    if (offset < this.startOf(partition)) return null;
    return this.#readings.get(partition)?.get(offset);
  }
}
