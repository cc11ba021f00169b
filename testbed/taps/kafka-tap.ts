import { pino } from "pino";
import { Consumer } from "../../services/consumer/consumer.ts";
import { type KafkaRecord } from "../../services/consumer/kafka-record.ts";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";
import { decodeReading, InvalidReadingError, type Reading } from "../../services/shared/reading/reading.ts";
import { type TraceCarrier, traceOf } from "../../services/shared/reading/trace.ts";
import { TemporaryGroup } from "../pipeline/foreign/temporary-group.ts";
import { TimeoutError, waitFor } from "../wait-for.ts";
import { type FactListener } from "./fact-listener.ts";

const openTimeoutMs = 30_000;
const silent = pino({ level: "silent" });

/** What a Kafka tap reads. */
export interface KafkaTapOptions {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** `undefined`: there is none. */
  readonly deadLetterTopic: string | undefined;
  readonly traceCarrier: TraceCarrier;
  /** Where the topic's partitions begin to matter; from their beginning where not set. */
  readonly startOffsets?: ReadonlyMap<number, number>;
}

/**
 * Reads the Kafka log from its beginning by offset, running along, in a group of its own beside the consumer. The log
 * stays, so the tap misses nothing while it is away. It would notice if it did: offsets follow on each other.
 */
export class KafkaTap implements AsyncDisposable {
  readonly #options: KafkaTapOptions;
  readonly #onFact: FactListener;
  readonly #groupId = `tap-${crypto.randomUUID()}`;
  readonly #topics: readonly string[];
  readonly #resources = new AsyncDisposableStack();
  readonly #consumer: Consumer;
  /** The next offset of each partition, by `topic partition`. */
  readonly #next = new Map<string, number>();

  private constructor(options: KafkaTapOptions, onFact: FactListener) {
    this.#options = options;
    this.#onFact = onFact;
    this.#topics = [options.topic, ...(options.deadLetterTopic ? [options.deadLetterTopic] : [])];
    for (const [partition, offset] of options.startOffsets ?? []) {
      this.#next.set(`${options.topic} ${partition}`, offset);
    }
    this.#consumer = new Consumer(
      { topics: this.#topics, groupId: this.#groupId },
      kafkaClient(this.#groupId, options.brokers, silent),
      { handle: (records) => this.#handle(records) },
      silent,
    );
  }

  /**
   * Begins to read, and returns when it does.
   * @throws {TimeoutError} after 30 s
   */
  static async open(options: KafkaTapOptions, onFact: FactListener): Promise<KafkaTap> {
    const tap = new KafkaTap(options, onFact);
    const { brokers, topic, startOffsets } = options;
    if (startOffsets !== undefined) {
      tap.#resources.use(await TemporaryGroup.begin(tap.#groupId, brokers, topic, startOffsets, silent));
    }
    tap.#resources.use(tap.#consumer);
    tap.#consumer.start();
    try {
      await waitFor({ description: "the Kafka tap to read", timeoutMs: openTimeoutMs }, () => {
        if (tap.#consumer.notReady === undefined) return true;
        throw new Error(tap.#consumer.notReady);
      });
    } catch (error) {
      await tap[Symbol.asyncDispose]();
      throw error;
    }
    return tap;
  }

  /** Reads to the end that the log has now. What cannot be read in time is a gap: the tap then knows of no loss. */
  async catchUp(timeoutMs: number): Promise<void> {
    const admin = kafkaClient(`${this.#groupId}-admin`, this.#options.brokers, silent).admin();
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      await waitFor(
        { description: "the Kafka tap to read to the end", timeoutMs, signal: deadline },
        async () => {
          await admin.connect();
          for (const topic of this.#topics) {
            for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
              if ((this.#next.get(`${topic} ${partition}`) ?? 0) < Number(high)) return undefined;
            }
          }
          return true;
        },
      );
    } catch (error) {
      if (!(error instanceof TimeoutError) && !deadline.aborted) throw error;
      this.#gap();
    } finally {
      await admin.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }

  #handle(records: readonly KafkaRecord[]): void {
    for (const record of records) {
      const place = `${record.topic} ${record.partition}`;
      const offset = Number(record.offset);
      const expected = this.#next.get(place) ?? 0;
      if (offset > expected) this.#gap();
      this.#next.set(place, offset + 1);
      this.#saw(record);
    }
  }

  #saw({ topic, value, header }: KafkaRecord): void {
    const trace = value === null ? undefined : traceOf(this.#options.traceCarrier, header, value);
    const reading = readingIn(value);
    if (topic === this.#options.deadLetterTopic) {
      if (trace !== undefined && reading !== undefined) {
        this.#onFact({
          tap: "kafka",
          fact: "dead-lettered",
          at: monotonicMicros(),
          device: reading.id,
          ...trace,
        });
      }
    } else if (trace === undefined || reading === undefined) {
      this.#onFact({ tap: "kafka", fact: "untraced" });
    } else {
      const { id, status } = reading;
      this.#onFact({ tap: "kafka", fact: "written", at: monotonicMicros(), device: id, ...trace, status });
    }
  }

  #gap(): void {
    this.#onFact({ tap: "kafka", fact: "gap", from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
  }
}

function readingIn(value: Buffer | null): Reading | undefined {
  try {
    return value === null ? undefined : decodeReading(value);
  } catch (error) {
    if (error instanceof InvalidReadingError) return undefined;
    throw error;
  }
}
