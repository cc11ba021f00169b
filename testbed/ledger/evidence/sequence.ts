import { SeqSet } from "../../../services/shared/reading/seq-set.ts";
import { type ConsumedFact, type PublisherFact, type SeenFact, type WrittenFact } from "../fact.ts";
import { type HeldReadings } from "./held-readings.ts";
import { InactivePeriods } from "./inactive-periods.ts";

/** Times of a reading that was not consumed, in µs; `undefined` if the fact is missing. */
export interface Times {
  readonly madeAt: number | undefined;
  readonly firstSentAt: number | undefined;
  readonly lastAcknowledgedAt: number | undefined;
}

/**
 * Observations of all taps of one device in one run.
 *
 * The readings that a tap saw are kept as ranges of seqs. More is kept of a reading only until it is settled: made and
 * consumed, in whichever order the ledger learns of it. Its bytes and times are judged then, once and for all. Memory grows
 * with the readings in flight, with anomalies and with deactivations, but not with readings that arrived as they should.
 */
export class Sequence {
  readonly made = new SeqSet();
  readonly sent = new SeqSet();
  readonly acknowledged = new SeqSet();
  readonly dropped = new SeqSet();
  readonly atBroker = new SeqSet();
  readonly delivered = new SeqSet();
  readonly bridgeAcknowledged = new SeqSet();
  readonly inKafka = new SeqSet();
  readonly deadLettered = new SeqSet();
  readonly consumed = new SeqSet();

  /** Readings that the tap on Kafka, or on the broker, saw with status Inactive. All others that it saw are Active. */
  readonly inactiveInKafka = new SeqSet();
  readonly inactiveAtBroker = new SeqSet();
  readonly inactivePeriods = new InactivePeriods();

  readonly late = new SeqSet();
  readonly reordered = new SeqSet();
  /** The largest distance of a reordered reading from the highest seq before it. */
  largestDisplacement = 0;
  /** One entry for each extra consumption. */
  readonly duplicates: number[] = [];
  /** One entry for each consumption with other bytes. */
  readonly corrupt: number[] = [];
  /** Extra consumptions whose bytes were not compared since the reading was settled too long ago. */
  uncheckedBytes = 0;

  readonly #id: number;
  readonly #lateAfterMicros: number;
  readonly #held: HeldReadings;
  /** SHA-256 of further consumptions of readings whose `made` is not known yet. */
  readonly #earlyDuplicates = new Map<number, string[]>();

  /** `id` is unique among the sequences that share `held`. */
  constructor(id: number, lateAfterMicros: number, held: HeldReadings) {
    this.#id = id;
    this.#lateAfterMicros = lateAfterMicros;
    this.#held = held;
  }

  /** Number of readings whose bytes are kept outside the table that the sequences share. */
  get heldBeside(): number {
    return this.#earlyDuplicates.size;
  }

  /** The seq of the publisher's next reading. */
  get nextSeq(): number {
    return (this.made.max ?? -1) + 1;
  }

  /** Returns the times of a reading that was not consumed. */
  timesOf(seq: number): Times {
    const slot = this.#held.find(this.#id, seq);
    const time = (name: keyof Times) => (slot === undefined ? undefined : this.#held.time(slot, name));
    return {
      madeAt: time("madeAt"),
      firstSentAt: time("firstSentAt"),
      lastAcknowledgedAt: time("lastAcknowledgedAt"),
    };
  }

  /** Whether a tap behind the publisher saw the reading, so that it was sent. */
  wasPassedOn(seq: number): boolean {
    const { atBroker, delivered, bridgeAcknowledged, inKafka, deadLettered, consumed } = this;
    return [atBroker, delivered, bridgeAcknowledged, inKafka, deadLettered, consumed].some((seqs) =>
      seqs.has(seq),
    );
  }

  addPublished({ fact, seq, at, sha256 }: PublisherFact): void {
    switch (fact) {
      case "made":
        this.inactivePeriods.made(seq);
        // If a name is used twice, the first reading counts.
        if (this.made.add(seq)) this.#addMade(seq, at, sha256);
        return;
      case "sent":
        this.sent.add(seq);
        this.#noteSent(seq, at);
        return;
      case "acknowledged":
        this.acknowledged.add(seq);
        this.#noteAcknowledged(seq, at);
        return;
      case "dropped":
        this.dropped.add(seq);
    }
  }

  addSeen({ seq, status }: SeenFact): void {
    // The first observation counts.
    if (this.atBroker.add(seq) && status === "Inactive") this.inactiveAtBroker.add(seq);
  }

  addWritten({ seq, status }: WrittenFact): void {
    if (this.inKafka.add(seq) && status === "Inactive") this.inactiveInKafka.add(seq);
  }

  addConsumed({ seq, at, sha256 }: ConsumedFact): void {
    const highest = this.consumed.max ?? -1;
    const isFirst = this.consumed.add(seq);
    if (!isFirst) this.duplicates.push(seq);
    else if (seq < highest) {
      this.reordered.add(seq);
      this.largestDisplacement = Math.max(this.largestDisplacement, highest - seq);
    }
    if (this.made.has(seq)) {
      if (isFirst) this.#settle(seq, at, sha256);
      else this.#compareAgain(seq, sha256);
    } else if (isFirst) {
      const slot = this.#held.hold(this.#id, seq);
      this.#held.setTime(slot, "firstConsumedAt", at);
      this.#held.setBytes(slot, sha256);
    } else this.#addEarlyDuplicate(seq, sha256);
  }

  #addMade(seq: number, at: number, sha256: string): void {
    const slot = this.#held.hold(this.#id, seq);
    this.#held.setTime(slot, "madeAt", at);
    const consumedAt = this.#held.time(slot, "firstConsumedAt");
    if (consumedAt === undefined) this.#held.setBytes(slot, sha256);
    else this.#settleEarly(slot, seq, at, consumedAt, sha256);
  }

  /** Keeps the time of a sending; needed only if the reading gets lost. */
  #noteSent(seq: number, at: number): void {
    if (this.consumed.has(seq)) return;
    const slot = this.#held.hold(this.#id, seq);
    this.#held.setTime(slot, "firstSentAt", Math.min(this.#held.time(slot, "firstSentAt") ?? at, at));
  }

  #noteAcknowledged(seq: number, at: number): void {
    if (this.consumed.has(seq)) return;
    const slot = this.#held.hold(this.#id, seq);
    const last = Math.max(this.#held.time(slot, "lastAcknowledgedAt") ?? at, at);
    this.#held.setTime(slot, "lastAcknowledgedAt", last);
  }

  /** Judges a reading that is known to be made and is now consumed for the first time. */
  #settle(seq: number, consumedAt: number, sha256: string): void {
    const slot = this.#held.hold(this.#id, seq);
    if (!this.#held.hasBytes(slot, sha256)) this.corrupt.push(seq);
    this.#judgeTime(seq, this.#held.time(slot, "madeAt"), consumedAt);
    this.#held.settle(slot);
  }

  /** Judges a reading that was consumed and whose `made` is known only now: the slot has the bytes of the first consumption. */
  #settleEarly(slot: number, seq: number, madeAt: number, consumedAt: number, sha256: string): void {
    if (!this.#held.hasBytes(slot, sha256)) this.corrupt.push(seq);
    this.#held.setBytes(slot, sha256);
    for (const again of this.#earlyDuplicates.get(seq) ?? []) {
      if (!this.#held.hasBytes(slot, again)) this.corrupt.push(seq);
    }
    this.#earlyDuplicates.delete(seq);
    this.#judgeTime(seq, madeAt, consumedAt);
    this.#held.settle(slot);
  }

  #judgeTime(seq: number, madeAt: number | undefined, consumedAt: number): void {
    if (madeAt !== undefined && consumedAt - madeAt > this.#lateAfterMicros) this.late.add(seq);
  }

  #addEarlyDuplicate(seq: number, sha256: string): void {
    const known = this.#earlyDuplicates.get(seq);
    if (known === undefined) this.#earlyDuplicates.set(seq, [sha256]);
    else known.push(sha256);
  }

  #compareAgain(seq: number, sha256: string): void {
    const slot = this.#held.find(this.#id, seq);
    if (slot === undefined) this.uncheckedBytes += 1;
    else if (!this.#held.hasBytes(slot, sha256)) this.corrupt.push(seq);
  }
}
