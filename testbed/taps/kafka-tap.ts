import { type KafkaRecord } from "../../services/consumer/kafka-record.ts";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type KafkaAccess } from "../../services/shared/kafka/security/kafka-security.ts";
import { type FactListener } from "./fact-listener.ts";
import { fromKafka, type KafkaRecordRules } from "./from-kafka.ts";
import { LogReader } from "./log-reader.ts";

/** Options of a {@link KafkaTap}. */
export interface KafkaTapOptions extends KafkaRecordRules {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** First offsets in the topic's partitions; default: the beginning. */
  readonly startOffsets?: ReadonlyMap<number, number>;
  /** Default: that of the project's own Kafka. */
  readonly access?: KafkaAccess | undefined;
}

/** The tap `kafka`: a reader of the topic and the dead-letter topic, beside the consumer. */
export class KafkaTap implements AsyncDisposable {
  readonly #options: KafkaTapOptions;
  readonly #onFact: FactListener;
  readonly #log: LogReader;
  #hasGap = false;
  #isRecreated = false;

  private constructor(options: KafkaTapOptions, onFact: FactListener) {
    const { brokers, topic, deadLetterTopic, startOffsets, access } = options;
    this.#options = options;
    this.#onFact = onFact;
    this.#log = new LogReader(
      {
        brokers,
        access,
        topics: [topic, ...(deadLetterTopic ? [deadLetterTopic] : [])],
        ...(startOffsets && { startOffsets }),
      },
      {
        record: (record) => this.#take(record),
        skipped: () => this.#noteGap(),
        recreated: () => {
          this.#isRecreated = true;
          this.#noteGap();
        },
      },
    );
  }

  /**
   * Opens the tap and waits until it reads.
   * @throws {TimeoutError} after 30 s
   */
  static async open(options: KafkaTapOptions, onFact: FactListener): Promise<KafkaTap> {
    const tap = new KafkaTap(options, onFact);
    try {
      await tap.#log.start();
      return tap;
    } catch (error) {
      await tap[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Whether records may have been missed: offsets were skipped, a topic was deleted, or the log was not read to its end. Without another reader of
   * the log no loss has evidence then.
   */
  get hasGap(): boolean {
    return this.#hasGap;
  }

  /** Whether a topic was deleted and created again: no reader finds the records of the old one, and start offsets do not hold. */
  get isRecreated(): boolean {
    return this.#isRecreated;
  }

  /** The reason why records are not read at once; `undefined` while they are. */
  get notReady(): string | undefined {
    return this.#log.notReady;
  }

  /** Reads up to the present end of the log. If that is not possible in time there is a gap. */
  async catchUp(timeoutMs: number): Promise<void> {
    if (!(await this.#log.readToEnd(timeoutMs))) this.#noteGap();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log[Symbol.asyncDispose]();
  }

  #take(record: KafkaRecord): void {
    const fact = fromKafka(record, monotonicMicros(), this.#options);
    if (fact !== undefined) this.#onFact(fact);
  }

  #noteGap(): void {
    this.#hasGap = true;
  }
}
