/**
 * A program that consumes the Kafka topic in the place of the project's consumer, and is the part under test. Its environment
 * is {@link ConsumerEnvironment}; docs/consumers.md describes what it writes.
 */
export interface ConsumerProgram {
  /** A shell command such as `python3 consumer.py`. It runs in the folder that the testbed was called in. */
  readonly command: string;
  /** Name in reports; default: the command. */
  readonly name?: string;
}

/** The environment variables of a consumer under test. */
export interface ConsumerEnvironment {
  readonly KAFKA_BROKERS: string;
  readonly KAFKA_TOPIC: string;
  readonly KAFKA_GROUP: string;
  /** File of client properties, as Kafka's own tools take them; `undefined`: plain text without authentication. */
  readonly KAFKA_CONFIG: string | undefined;
  /** File to which it may append one line for each record that it has handled; `undefined`: nobody reads it. */
  readonly JOURNAL: string | undefined;
}
