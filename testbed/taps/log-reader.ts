import { pino } from "pino";
import { Consumer } from "../../services/consumer/consumer.ts";
import { type KafkaRecord } from "../../services/consumer/kafka-record.ts";
import { kafkajsReader } from "../../services/consumer/reader/open-reader.ts";
import { kafkaClient } from "../../services/shared/kafka/kafka-client.ts";
import { type KafkaAccess } from "../../services/shared/kafka/security/kafka-security.ts";
import { TemporaryGroup } from "../pipeline/foreign/temporary-group.ts";
import { TimeoutError, waitFor } from "../wait-for.ts";
import { LogPositions } from "./log-positions.ts";

const startTimeoutMs = 30_000;
/**
 * Tries before kafkajs gives up, after about ten seconds without Kafka; the consumer then begins anew. With endless tries a
 * disposal would never end while Kafka is gone.
 */
const tries = 20;
const silent = pino({ level: "silent" });

/** Options of a {@link LogReader}. */
export interface LogReaderOptions {
  readonly brokers: readonly string[];
  readonly topics: readonly [string, ...string[]];
  /** First offsets in the partitions of the first topic; default: the beginning. Other topics are read from the beginning. */
  readonly startOffsets?: ReadonlyMap<number, number>;
  /** Default: that of the project's own Kafka. */
  readonly access?: KafkaAccess | undefined;
}

/** Callbacks of a {@link LogReader}. */
export interface LogReaderHooks {
  /** Receives every record; those of a partition in order. */
  readonly record: (record: KafkaRecord) => void;
  /** Called when offsets of a partition are missing. */
  readonly skipped: () => void;
  /** Called when a topic was deleted and created again: records of the old one may be missing, and start offsets do not hold. */
  readonly recreated: () => void;
}

/**
 * Reader of topics of the Kafka log, in a consumer group of its own. Records stay in the log, so nothing is missed while
 * Kafka is away; consecutive offsets prove that, among them those of transaction markers and aborted records. Reads with the
 * consumer service's client, the same as the pipeline's.
 */
export class LogReader implements AsyncDisposable {
  readonly #options: LogReaderOptions;
  readonly #groupId = `tap-${crypto.randomUUID()}`;
  readonly #resources = new AsyncDisposableStack();
  readonly #consumer: Consumer;
  readonly #positions: LogPositions;

  constructor(options: LogReaderOptions, hooks: LogReaderHooks) {
    this.#options = options;
    this.#positions = new LogPositions(options.topics[0], options.startOffsets);
    const reader = {
      brokers: options.brokers,
      security: options.access?.security,
      topics: options.topics,
      groupId: this.#groupId,
      sessionTimeoutMs: options.access?.sessionTimeoutMs,
    };
    this.#consumer = new Consumer(
      kafkajsReader(reader, silent, { retries: tries }),
      {
        handle: (records) => {
          for (const record of records) hooks.record(record);
        },
        pass: (offsets) => {
          if (this.#positions.pass(offsets)) hooks.skipped();
        },
        removed: ({ topic, partition, to }) => {
          this.#positions.skipTo(topic, partition, to);
          hooks.skipped();
        },
        recreated: (topic) => {
          this.#positions.restart(topic);
          hooks.recreated();
        },
      },
      silent,
    );
  }

  /**
   * Joins the group and waits until records are read. On failure it has to be disposed of, too.
   * @throws {TimeoutError} after 30 s
   */
  async start(): Promise<void> {
    const { brokers, topics, startOffsets, access } = this.#options;
    if (startOffsets !== undefined) {
      const group = {
        groupId: this.#groupId,
        brokers,
        security: access?.security,
        topic: topics[0],
        startOffsets,
      };
      this.#resources.use(await TemporaryGroup.begin(group, silent));
    }
    this.#resources.use(this.#consumer);
    this.#consumer.start();
    await waitFor({ description: "the Kafka tap to read", timeoutMs: startTimeoutMs }, () => {
      if (this.#consumer.notReady === undefined) return true;
      throw new Error(this.#consumer.notReady);
    });
  }

  /** The reason why records are not read at once; `undefined` while they are. */
  get notReady(): string | undefined {
    return this.#consumer.notReady;
  }

  /**
   * Reads up to the present end of the log, or to the first transaction that is open: no consumer reads beyond. Returns whether
   * that was possible in time.
   */
  async readToEnd(timeoutMs: number): Promise<boolean> {
    const { brokers, topics, access } = this.#options;
    // Without retries of its own: kafkajs would try for ever, and the deadline is looked at between tries.
    const options = { retries: 0, security: access?.security };
    const admin = kafkaClient(`${this.#groupId}-admin`, brokers, silent, options).admin();
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      await waitFor(
        { description: "the Kafka tap to read to the end", timeoutMs, signal: deadline },
        async () => {
          await admin.connect();
          for (const topic of topics) {
            if (!this.#positions.hasReached(topic, await admin.fetchTopicOffsets(topic))) return undefined;
          }
          return true;
        },
      );
      return true;
    } catch (error) {
      if (error instanceof TimeoutError || deadline.aborted) return false;
      throw error;
    } finally {
      await admin.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
