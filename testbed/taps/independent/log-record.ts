/** A record of the Kafka log, as the independent reader found it. */
export interface LogRecord {
  readonly topic: string;
  /** `null` for a tombstone. */
  readonly value: Buffer | null;
  /** Names and values in their order; a name may occur several times. */
  readonly headers: readonly (readonly [name: string, value: Buffer | null])[];
}
