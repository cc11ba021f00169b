import { HeldReadings } from "./evidence/held-readings.ts";
import { Sequence } from "./evidence/sequence.ts";
import { TapCoverage } from "./evidence/tap-coverage.ts";
import { type DeadLetteredFact, type LedgerFact, type WrittenFact } from "./fact.ts";
import { type OptionalTap } from "./tap.ts";
import { sumOf } from "./verdict/account.ts";
import { emptyLists, judgeSequence, type NamedSequence } from "./verdict/judge-sequence.ts";
import { type FilteredEvidence, type Verdict } from "./verdict/verdict.ts";

/** Rules by which a ledger judges. */
export interface LedgerOptions {
  /** A reading is late if it is first consumed more than this after it was made. */
  readonly lateAfterMs: number;
  /** The optional taps that deliver facts; default: `mqtt` and `kafka`. */
  readonly taps?: readonly OptionalTap[];
  /** Number of settled readings whose bytes are kept, to compare duplicates with them; default: 100,000. */
  readonly rememberedReadings?: number;
  /**
   * Whether consumed readings count as `inKafka`, too; default: false. For runs without a tap on Kafka: the consumer reads
   * nothing but Kafka. Their status stays unknown.
   */
  readonly consumedImpliesWritten?: boolean;
}

/**
 * Accounts for every reading: compares the publisher's facts with those of the other taps and finds readings that were
 * lost (and at which hop), repeated, reordered, late or invented. Pure: facts are its only input.
 *
 *     publisher ──▶ mqtt ── mqtt-bridge ──▶ bridge ──▶ kafka ──▶ consumer
 *         │           │          │                       │           │
 *         └───────────┴──────────┴── facts: add() ───────┴───────────┘ ──▶ verdict()
 *
 * The facts of one tap come in that tap's order. The interleaving of taps makes no difference, with two exceptions: memory
 * grows with the distance between publisher and consumer, and duplicates of readings that were settled long ago are
 * counted in `uncheckedBytes` instead of being compared. Memory does not grow with the number of readings that arrive as
 * they should.
 */
export class Ledger {
  readonly #lateAfterMicros: number;
  readonly #held: HeldReadings;
  readonly #coverage: TapCoverage;
  readonly #consumedImpliesWritten: boolean;
  readonly #devices = new Map<string, Device>();
  #sequences = 0;
  #filtered = 0;
  #firstMadeAt = Number.POSITIVE_INFINITY;
  #untraced = 0;

  constructor({
    lateAfterMs,
    taps = ["mqtt", "kafka"],
    rememberedReadings = 100_000,
    consumedImpliesWritten = false,
  }: LedgerOptions) {
    this.#lateAfterMicros = lateAfterMs * 1_000;
    this.#held = new HeldReadings(rememberedReadings);
    this.#coverage = new TapCoverage(taps);
    this.#consumedImpliesWritten = consumedImpliesWritten;
  }

  /**
   * Takes a fact into account.
   * @throws RangeError for a fact of a tap that is not among `taps`, and for a gap that ends before it begins
   */
  add(fact: LedgerFact): void {
    this.#requireTap(fact);
    switch (fact.fact) {
      case "made":
        this.#firstMadeAt = Math.min(this.#firstMadeAt, fact.at);
        this.#published(fact.device, fact.run).addPublished(fact);
        return;
      case "sent":
      case "acknowledged":
      case "dropped":
        this.#published(fact.device, fact.run).addPublished(fact);
        return;
      case "toggled":
        this.#published(fact.device, fact.run).inactivePeriods.toggled(fact.status);
        return;
      case "seen":
        this.#sequenceOf(fact.device, fact.run).addSeen(fact);
        return;
      case "delivered":
        this.#sequenceOf(fact.device, fact.run).delivered.add(fact.seq);
        return;
      case "bridge-acknowledged":
        this.#sequenceOf(fact.device, fact.run).bridgeAcknowledged.add(fact.seq);
        return;
      case "written":
        this.#sequenceOf(fact.device, fact.run).addWritten(fact);
        return;
      case "dead-lettered":
        this.#sequenceOf(fact.device, fact.run).deadLettered.add(fact.seq);
        return;
      case "consumed":
        this.#sequenceOf(fact.device, fact.run).addConsumed(fact);
        return;
      case "untraced":
        this.#untraced += 1;
        return;
      case "filtered":
        this.#filtered += fact.count;
        return;
      case "gap":
        this.#coverage.addGap(fact.tap, fact);
    }
  }

  /** Returns the verdict on the facts so far. Changes nothing: may be called at any time. */
  verdict(): Verdict {
    const lists = emptyLists();
    const rules = { coverage: this.#coverage, consumedImpliesWritten: this.#consumedImpliesWritten };
    const devices = [...this.#devices].sort(byName).map(([device, runs]) => {
      const accounts = namedSequences(device, runs).map((named) => judgeSequence(named, rules, lists));
      return { device, ...sumOf(accounts) };
    });
    const total = sumOf(devices);
    return {
      ...total,
      counts: { ...total.counts, filtered: this.#filtered, untraced: this.#untraced },
      devices,
      anomalies: lists,
      filteredEvidence: this.#filteredEvidence,
      taps: this.#coverage.taps,
      gaps: this.#coverage.gaps,
    };
  }

  /** Whether the tap on Kafka has seen this reading in the same topic. */
  hasFromKafka({ fact, device, run, seq }: WrittenFact | DeadLetteredFact): boolean {
    const sequence = this.#devices.get(device)?.sequences.get(run);
    const seen = fact === "written" ? sequence?.inKafka : sequence?.deadLettered;
    return seen?.has(seq) ?? false;
  }

  /**
   * Number of readings about which the Kafka log may have more to say than is known: sent, and neither consumed nor seen in
   * the dead-letter topic; or consumed, and missed by the tap on Kafka. What was dropped or not sent cannot be in the log.
   */
  get unexplained(): number {
    const isFollowed = this.#coverage.has("kafka") && !this.#consumedImpliesWritten;
    return this.observed().reduce((sum, { sequence }) => {
      const { sent, acknowledged, consumed, deadLettered, inKafka } = sequence;
      const gone = [sent, acknowledged.difference(sent)].map(
        (seqs) => seqs.difference(consumed).difference(deadLettered).size,
      );
      const missed = isFollowed ? consumed.difference(inKafka).size : 0;
      return gone.reduce((total, count) => total + count, sum + missed);
    }, 0);
  }

  /** Observations of all devices and runs, as they are now. */
  *observed(): Generator<Observed> {
    for (const [device, { sequences }] of this.#devices) {
      for (const [run, sequence] of sequences) yield { device, run, sequence };
    }
  }

  /** Number of entries about single readings that are kept at present; memory grows with it. */
  get held(): number {
    const sequences = this.#devices.values().flatMap((device) => device.sequences.values());
    return sequences.reduce((sum, { heldBeside }) => sum + heldBeside, this.#held.size);
  }

  /** Evidence of the bridge's own count, from the first reading on: messages filtered before it are not of this run. */
  get #filteredEvidence(): FilteredEvidence {
    if (!this.#coverage.has("bridge")) return "not observed";
    const isComplete = this.#coverage.isComplete("bridge", this.#firstMadeAt, Number.POSITIVE_INFINITY);
    return isComplete ? "exact" : "at least";
  }

  #requireTap({ tap, fact }: LedgerFact): void {
    if (tap === "publisher" || tap === "consumer" || this.#coverage.has(tap)) return;
    throw new RangeError(
      `"${fact}" comes from the tap "${tap}", which is not among the ledger's taps (${this.#coverage.taps.join(", ")})`,
    );
  }

  #published(device: string, run: string): Sequence {
    const sequence = this.#sequenceOf(device, run);
    this.#deviceOf(device).published.set(run, sequence);
    return sequence;
  }

  #sequenceOf(deviceId: string, run: string): Sequence {
    const { sequences } = this.#deviceOf(deviceId);
    let sequence = sequences.get(run);
    if (sequence === undefined) {
      sequence = new Sequence(this.#sequences, this.#lateAfterMicros, this.#held);
      this.#sequences += 1;
      sequences.set(run, sequence);
    }
    return sequence;
  }

  #deviceOf(id: string): Device {
    let device = this.#devices.get(id);
    if (device === undefined) {
      device = { sequences: new Map(), published: new Map() };
      this.#devices.set(id, device);
    }
    return device;
  }
}

/** Observations of one device in one run. */
export interface Observed {
  readonly device: string;
  readonly run: string;
  readonly sequence: Readonly<Sequence>;
}

/** State of one device. */
interface Device {
  /** By run. */
  readonly sequences: Map<string, Sequence>;
  /** Of these, the ones of the publisher, in the order in which it named their runs. */
  readonly published: Map<string, Sequence>;
}

/** Returns a device's runs: first the publisher's, in its order, then those that it does not know, by name. */
function namedSequences(device: string, { sequences, published }: Device): NamedSequence[] {
  const others = [...sequences].filter(([run]) => !published.has(run)).sort(byName);
  const lastRun = [...published.keys()].at(-1);
  return [...published, ...others].map(([run, sequence]) => ({
    ...{ device, run, sequence },
    isLastRun: run === lastRun,
  }));
}

/** Compares the entries of a map, whose keys differ. */
function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
