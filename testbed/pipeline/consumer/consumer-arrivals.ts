import { type Fact } from "../../../services/shared/journal/fact.ts";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { type ConsumerEvidence } from "./consumer-evidence.ts";
import { allowedLine, consumerLine, type HandledRecord } from "./consumer-line.ts";
import { type RecordedReading, RecordIndex } from "./record-index.ts";

type ArrivalFact = Fact<"consumed" | "gap">;
type Arrival = Omit<HandledRecord, "at"> & { readonly at: number };

/** Longest text of an unusable line in a message. */
const shownCharacters = 120;
/** Clocks of two processes are read one after the other. */
const clockToleranceMicros = 1_000;

/** Rules of {@link ConsumerArrivals}. */
export interface ConsumerArrivalsOptions {
  readonly topic: string;
  /** Earliest time that a line may have, µs of the monotonic clock. */
  readonly startedAt: number;
  /** First offsets by partition, which the group has committed from the start; records before them count as no readings. Default: 0. */
  readonly startOffsets?: ReadonlyMap<number, number> | undefined;
}

/**
 * Turns the journal of a consumer under test, or the committed offsets of its group, into the facts of our consumer's journal.
 * It names records; the readings come from the Kafka log, which may be read later than the lines: these wait, in order. What
 * names no record is a gap.
 *
 *     line(), committed() ──▶ waiting ──▶ facts
 *     record() ───────────────────┘
 *
 * Every call takes the present time in µs of the monotonic clock and returns the facts that follow. Pure.
 */
export class ConsumerArrivals {
  readonly #topic: string;
  readonly #startedAt: number;
  readonly #records: RecordIndex;
  /** Offsets up to which the log has been read, by partition: beyond the last record there may be markers of transactions. */
  readonly #read = new Map<number, number>();
  /** Handled records in the order of the journal; from `#head` on they wait for the first one that is not in the index yet. */
  #waiting: Arrival[] = [];
  #head = 0;
  /** Committed offsets, and those up to which they have become facts, by partition. */
  readonly #committed = new Map<number, number>();
  readonly #counted = new Map<number, number>();
  #kind: ConsumerEvidence["kind"] = "none";
  #handled = 0;
  #unusable = 0;
  #firstUnusable: string | undefined;
  #cutLines = 0;
  #lastAt: number;
  /** Whether the latest gap has not been followed by a fact. */
  #isInGap = false;

  constructor({ topic, startedAt, startOffsets }: ConsumerArrivalsOptions) {
    this.#records = new RecordIndex(startOffsets);
    this.#topic = topic;
    this.#startedAt = startedAt;
    this.#lastAt = startedAt;
  }

  get evidence(): ConsumerEvidence {
    return {
      kind: this.#kind,
      handled: this.#handled,
      unusable: this.#unusable,
      firstUnusable: this.#firstUnusable,
      cutLines: this.#cutLines,
    };
  }

  /** Whether handled records wait for the Kafka log. */
  get isWaiting(): boolean {
    return this.#head < this.#waiting.length;
  }

  /** Takes a record of the topic; those of a partition in order. `undefined`: it is no reading with run and seq. */
  record(
    partition: number,
    offset: number,
    reading: RecordedReading | undefined,
    now: number,
  ): ArrivalFact[] {
    this.#records.add(partition, offset, reading);
    return [...this.#arrived(), ...this.#commitsUpTo(partition, now)];
  }

  /** Takes a line of the journal. */
  line(text: string, now: number): ArrivalFact[] {
    const { handled, hasCut, isUnusable } = consumerLine(text, this.#topic);
    if (handled.length === 0 && !isUnusable) return [];
    if (this.#kind === "commits")
      return this.#noteUnusable(
        "it was begun after the first commit: create it before the first record is read",
        now,
      );
    this.#kind = "journal";
    this.#handled += handled.length;
    if (hasCut) this.#cutLines += 1;
    const facts = isUnusable ? this.#noteUnusable(this.#shown(text), now) : [];
    for (const record of handled) {
      const { at = now } = record;
      if (at >= this.#startedAt && at <= now + clockToleranceMicros) this.#waiting.push({ ...record, at });
      else
        facts.push(
          ...this.#noteUnusable(`${this.#shown(text)}: "at" is no time of the monotonic clock in µs`, now),
        );
    }
    return [...facts, ...this.#arrived()];
  }

  /** Notes that lines of the journal may be gone, for this reason. */
  unreadable(reason: string, now: number): ArrivalFact[] {
    return this.#noteUnusable(reason, now);
  }

  /**
   * Takes the committed offsets of the group, by partition. They are evidence only if the consumer has no journal when they
   * are seen first (`hasJournal`).
   */
  committed(offsets: ReadonlyMap<number, number>, hasJournal: boolean, now: number): ArrivalFact[] {
    const isAny = offsets.entries().some(([partition, offset]) => offset > this.#records.startOf(partition));
    if (this.#kind === "none" && isAny) this.#kind = hasJournal ? "journal" : "commits";
    if (this.#kind !== "commits") return [];
    return [...offsets].flatMap(([partition, offset]) => {
      this.#committed.set(partition, Math.max(offset, this.#committed.get(partition) ?? 0));
      return this.#commitsUpTo(partition, now);
    });
  }

  /** Notes that the log of a partition has been read up to this offset. */
  readUpTo(partition: number, offset: number): void {
    this.#read.set(partition, offset);
  }

  /** Whether the log has been read up to these ends, by partition. */
  isSettled(ends: ReadonlyMap<number, number>): boolean {
    return [...ends].every(
      ([partition, end]) => (this.#read.get(partition) ?? this.#records.startOf(partition)) >= end,
    );
  }

  /** Ends the waiting: what still waits names no record. */
  settle(now: number): ArrivalFact[] {
    const facts: ArrivalFact[] = [];
    for (let next = this.#waiting[this.#head]; next !== undefined; next = this.#waiting[this.#head]) {
      this.#head += 1;
      facts.push(...this.#noteMissing(next.partition, next.offset, now), ...this.#arrived());
    }
    return facts;
  }

  /** Returns the facts of the records at the head of the queue, as far as they are known. */
  #arrived(): ArrivalFact[] {
    const facts: ArrivalFact[] = [];
    for (; this.#head < this.#waiting.length; this.#head += 1) {
      const { partition, offset, at } = this.#waiting[this.#head] as Arrival;
      if (this.#records.nextOf(partition) <= offset) break;
      facts.push(...this.#fact(partition, offset, at));
    }
    if (this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return facts;
  }

  #commitsUpTo(partition: number, now: number): ArrivalFact[] {
    const from = this.#counted.get(partition) ?? this.#records.startOf(partition);
    const to = Math.min(this.#committed.get(partition) ?? 0, this.#records.nextOf(partition));
    if (to <= from) return [];
    this.#counted.set(partition, to);
    const offsets = Array.from({ length: to - from }, (_, index) => from + index);
    // Offsets without a record are those of control records (transactions) or compacted ones.
    return offsets
      .filter((offset) => this.#records.find(partition, offset) !== undefined)
      .flatMap((offset) => this.#fact(partition, offset, now));
  }

  #fact(partition: number, offset: number, at: number): ArrivalFact[] {
    const reading = this.#records.find(partition, offset);
    if (reading === undefined) return this.#noteMissing(partition, offset, at);
    this.#isInGap = false;
    this.#lastAt = at;
    return reading === null ? [] : [{ fact: "consumed", at, ...reading, partition }];
  }

  #noteMissing(partition: number, offset: number, now: number): ArrivalFact[] {
    return this.#noteUnusable(`partition ${partition} offset ${offset} is no record of ${this.#topic}`, now);
  }

  #shown(text: string): string {
    const shortened = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
    return `"${escapedText(shortened)}" names no record of ${this.#topic}, such as ${allowedLine}`;
  }

  #noteUnusable(reason: string, now: number): ArrivalFact[] {
    this.#unusable += 1;
    this.#firstUnusable ??= reason;
    if (this.#isInGap) return [];
    this.#isInGap = true;
    return [{ fact: "gap", from: Math.min(this.#lastAt, now), to: now }];
  }
}
