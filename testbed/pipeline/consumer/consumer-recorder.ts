import { setTimeout as delay } from "node:timers/promises";
import { type Admin } from "kafkajs";
import { pino } from "pino";
import { Consumer } from "../../../services/consumer/consumer.ts";
import { type KafkaRecord } from "../../../services/consumer/kafka-record.ts";
import { kafkajsReader } from "../../../services/consumer/reader/open-reader.ts";
import { type Fact } from "../../../services/shared/journal/fact.ts";
import { type Journal, monotonicMicros, openJournal } from "../../../services/shared/journal/journal.ts";
import { kafkaClient } from "../../../services/shared/kafka/kafka-client.ts";
import { type KafkaAccess } from "../../../services/shared/kafka/security/kafka-security.ts";
import { type TraceCarrier } from "../../../services/shared/reading/trace.ts";
import { TimeoutError, waitFor } from "../../wait-for.ts";
import { TemporaryGroup } from "../foreign/temporary-group.ts";
import { GrowingFile } from "../logs/growing-file.ts";
import { committedOffsets } from "../probes/consumer-group.ts";
import { ConsumerArrivals } from "./consumer-arrivals.ts";
import { type ConsumerEvidence, type ConsumerRecording } from "./consumer-evidence.ts";
import { recordedReading } from "./recorded-reading.ts";

const journalIntervalMs = 100;
const commitIntervalMs = 200;
const startTimeoutMs = 30_000;
/** Tries before kafkajs gives up while Kafka is away; the consumer then begins anew. */
const tries = 20;
const silent = pino({ level: "silent" });
const recreated = "the topic was deleted and created again: its lines do not tell which of both they name";

/** Places that a {@link ConsumerRecorder} reads and writes. */
export interface ConsumerRecorderOptions {
  readonly brokers: readonly string[];
  readonly topic: string;
  /** The group of the consumer under test. */
  readonly groupId: string;
  readonly traceCarrier: TraceCarrier;
  /** Default: that of the project's own Kafka. */
  readonly access?: KafkaAccess | undefined;
  /** First offsets of the topic's partitions, with which the group began; default: the beginning. */
  readonly startOffsets?: ReadonlyMap<number, number>;
  /** The journal that the consumer under test may write. */
  readonly consumerJournal: string;
  /** The journal with the facts, in the format of our consumer. */
  readonly journal: string;
}

/**
 * Records what a consumer under test does, as our consumer does it itself: reads its journal or, without one, the committed
 * offsets of its group, and the Kafka log beside it, and writes the journal that the taps read.
 */
export class ConsumerRecorder implements ConsumerRecording, AsyncDisposable {
  readonly #options: ConsumerRecorderOptions;
  readonly #arrivals: ConsumerArrivals;
  readonly #journal: Journal;
  readonly #file: GrowingFile;
  readonly #admin: Admin;
  readonly #groupId = `recorder-${crypto.randomUUID()}`;
  readonly #log: Consumer;
  readonly #stop = new AbortController();
  readonly #resources = new AsyncDisposableStack();
  /** Facts that are not in the journal yet. One list: lines are read and records come in between each other. */
  #facts: Fact[] = [];
  /** Settles with the reading of the journal that began last: one at a time. */
  #reading: Promise<void> = Promise.resolve();

  private constructor(options: ConsumerRecorderOptions) {
    const { brokers, topic, traceCarrier, startOffsets, access, journal, consumerJournal } = options;
    const security = access?.security;
    this.#options = options;
    // This process started the pipeline: no line is older.
    const startedAt = Math.floor(monotonicMicros() - performance.now() * 1_000);
    this.#arrivals = new ConsumerArrivals({ topic, startedAt, startOffsets });
    this.#journal = this.#resources.use(openJournal(journal));
    this.#file = this.#resources.use(new GrowingFile(consumerJournal));
    const groupId = this.#groupId;
    // Few retries of its own: the next question comes soon. Not 0, see GroupMembership.
    this.#admin = kafkaClient(`${groupId}-admin`, brokers, silent, { retries: 3, security }).admin();
    this.#resources.defer(() => this.#admin.disconnect());
    const reader = {
      brokers,
      security,
      topics: [topic],
      groupId,
      sessionTimeoutMs: access?.sessionTimeoutMs,
    };
    this.#log = new Consumer(
      kafkajsReader(reader, silent, { retries: tries }),
      {
        handle: (records) => this.#take(records, traceCarrier),
        pass: ({ partition, last }) => this.#arrivals.readUpTo(partition, last + 1),
        removed: ({ partition, to }) => this.#arrivals.readUpTo(partition, to),
        recreated: () => this.#append(this.#arrivals.unreadable(recreated, monotonicMicros())),
      },
      silent,
    );
  }

  /**
   * Begins to record, and waits until the Kafka log is read.
   * @throws {TimeoutError} after 30 s; kafkajs' error if Kafka refuses the group of a start at offsets
   */
  static async start(options: ConsumerRecorderOptions): Promise<ConsumerRecorder> {
    const recorder = new ConsumerRecorder(options);
    try {
      await recorder.#begin();
      const wait = { description: "the consumer's recorder to read Kafka", timeoutMs: startTimeoutMs };
      await waitFor(wait, () => {
        if (recorder.#log.notReady === undefined) return true;
        throw new Error(recorder.#log.notReady);
      });
      return recorder;
    } catch (error) {
      await recorder[Symbol.asyncDispose]();
      throw error;
    }
  }

  get evidence(): ConsumerEvidence {
    const { evidence } = this.#arrivals;
    return { ...evidence, cutLines: evidence.cutLines + (this.#file.endsInLine ? 1 : 0) };
  }

  catchUp(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#readJournal());
    return this.#reading;
  }

  async settle(timeoutMs: number): Promise<void> {
    const wait = { description: "the Kafka log to be read", timeoutMs };
    try {
      await waitFor(wait, async () => {
        await this.catchUp();
        if (this.evidence.kind !== "journal") await this.#readCommits();
        if (this.evidence.kind === "journal" && !this.#arrivals.isWaiting) return true;
        await this.#admin.connect();
        const ends = await this.#admin.fetchTopicOffsets(this.#options.topic);
        const highest = new Map(ends.map(({ partition, high }) => [partition, Number(high)]));
        return this.#arrivals.isSettled(highest) || undefined;
      });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
    this.#append(this.#arrivals.settle(monotonicMicros()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#reading;
    await this.#resources.disposeAsync();
  }

  async #begin(): Promise<void> {
    const { brokers, topic, access, startOffsets } = this.#options;
    if (startOffsets !== undefined) {
      const group = { groupId: this.#groupId, brokers, security: access?.security, topic, startOffsets };
      this.#resources.use(await TemporaryGroup.begin(group, silent));
    }
    this.#resources.use(this.#log);
    this.#log.start();
    const loops = [
      this.#repeat(journalIntervalMs, () => this.catchUp()),
      this.#repeat(commitIntervalMs, () => this.#readCommits()),
    ];
    this.#resources.defer(async () => void (await Promise.all(loops)));
  }

  async #repeat(intervalMs: number, action: () => Promise<void>): Promise<void> {
    const { signal } = this.#stop;
    const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    while (!signal.aborted) {
      // A frozen Kafka would not answer for half a minute.
      await Promise.race([action(), stopped]);
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #take(records: readonly KafkaRecord[], traceCarrier: TraceCarrier): void {
    const now = monotonicMicros();
    const facts = records.flatMap((record) => {
      const { partition, offset } = record;
      return this.#arrivals.record(partition, Number(offset), recordedReading(record, traceCarrier), now);
    });
    this.#append(facts);
  }

  async #readJournal(): Promise<void> {
    const unreadable = (reason: string) =>
      this.#facts.push(...this.#arrivals.unreadable(reason, monotonicMicros()));
    try {
      await this.#file.read({
        line: (line) => this.#facts.push(...this.#arrivals.line(line, monotonicMicros())),
        replaced: () => unreadable("it was truncated or replaced: it may only be appended to"),
      });
    } catch (error) {
      unreadable(`it cannot be read: ${error instanceof Error ? error.message : error}`);
    }
    this.#append([]);
  }

  async #readCommits(): Promise<void> {
    if (this.evidence.kind === "journal") return;
    const { groupId, topic } = this.#options;
    let offsets: ReadonlyMap<number, number>;
    try {
      await this.#admin.connect();
      offsets = await committedOffsets(this.#admin, groupId, topic);
    } catch {
      // Kafka is away; it is asked again.
      return;
    }
    if (this.#stop.signal.aborted) return;
    const at = monotonicMicros();
    // A consumer that writes a journal has it by the first commit.
    await this.catchUp();
    this.#append(this.#arrivals.committed(offsets, this.#file.exists, at));
  }

  /** Writes these facts behind those that are not in the journal yet. */
  #append(facts: readonly Fact[]): void {
    this.#journal.append([...this.#facts, ...facts]);
    this.#facts = [];
  }
}
