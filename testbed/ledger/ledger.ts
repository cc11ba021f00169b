import { sumOf } from "./account.ts";
import { type LedgerFact, type OptionalTap } from "./fact.ts";
import { HeldReadings } from "./held-readings.ts";
import { emptyLists, judgeSequence, type NamedSequence } from "./judge-sequence.ts";
import { type Verdict } from "./outcome.ts";
import { Sequence } from "./sequence.ts";
import { Watches } from "./watches.ts";

/** How a ledger judges. */
export interface LedgerOptions {
  /** A reading that is consumed for the first time more than this after it was made, is late. */
  readonly lateAfterMs: number;
  /** The optional taps whose facts will come. By default those on the broker and on Kafka. */
  readonly taps?: readonly OptionalTap[];
  /** Of how many settled readings the bytes are remembered, to hold duplicates against them; 100,000 by default. */
  readonly rememberedReadings?: number;
}

/**
 * Accounts for every reading: holds what the publisher says it sent against what arrived, and says what was lost,
 * repeated, reordered, late or invented, and at which hop. Pure: facts are all it knows.
 *
 *     publisher ────▶ broker ────▶ bridge ────▶ Kafka ────▶ consumer
 *         │              │ (link)                 │             │
 *         └──────────────┴──── facts: add() ──────┴─────────────┘ ──▶ verdict()
 *
 * The facts of one tap come in that tap's order. How the taps are interleaved makes no difference, except that the
 * memory needed grows with the distance between publisher and consumer, and that duplicates of readings that were
 * settled long ago are counted in `uncheckedBytes` instead of being compared. It does not grow with the number of
 * readings that arrive as they should.
 */
export class Ledger {
  readonly #lateAfterMicros: number;
  readonly #held: HeldReadings;
  readonly #watches: Watches;
  readonly #devices = new Map<string, Device>();
  #sequences = 0;
  #filtered = 0;
  #untraced = 0;

  constructor({ lateAfterMs, taps = ["broker", "kafka"], rememberedReadings = 100_000 }: LedgerOptions) {
    this.#lateAfterMicros = lateAfterMs * 1_000;
    this.#held = new HeldReadings(rememberedReadings);
    this.#watches = new Watches(taps);
  }

  /**
   * Takes a fact into account.
   * @throws RangeError for a fact of a tap that is not among `taps`, and for a gap that ends before it begins
   */
  add(fact: LedgerFact): void {
    this.#requireTap(fact);
    switch (fact.fact) {
      case "made":
      case "sent":
      case "acknowledged":
      case "dropped":
        this.#published(fact.device, fact.run).addPublished(fact);
        return;
      case "toggled":
        this.#published(fact.device, fact.run).inactivePeriods.toggled(fact.status);
        return;
      case "seen":
        this.#sequenceOf(fact.device, fact.run).addSeenAtBroker(fact);
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
        this.#watches.addGap(fact.tap, fact);
    }
  }

  /** What the facts so far say. Changes nothing: it may be asked at any time. */
  verdict(): Verdict {
    const lists = emptyLists();
    const devices = [...this.#devices]
      .sort(([a], [b]) => compare(a, b))
      .map(([device, runs]) => {
        const accounts = namedSequences(device, runs).map((named) =>
          judgeSequence(named, this.#watches, lists),
        );
        return { device, ...sumOf(accounts) };
      });
    const total = sumOf(devices);
    return {
      ...total,
      counts: { ...total.counts, filtered: this.#filtered, untraced: this.#untraced },
      devices,
      anomalies: lists,
      taps: this.#watches.taps,
      gaps: this.#watches.gaps,
    };
  }

  /** How many entries about single readings are kept at present: what the memory needed grows with. */
  get held(): number {
    const sequences = this.#devices.values().flatMap((device) => device.sequences.values());
    return sequences.reduce((sum, { heldBeside }) => sum + heldBeside, this.#held.size);
  }

  #requireTap({ tap, fact }: LedgerFact): void {
    if (tap === "publisher" || tap === "consumer" || tap === "bridge" || this.#watches.isThere(tap)) return;
    throw new RangeError(
      `"${fact}" comes from the tap "${tap}", which is not among the ledger's taps (${this.#watches.taps.join(", ")})`,
    );
  }

  #published(device: string, run: string): Sequence {
    const sequence = this.#sequenceOf(device, run);
    this.#devices.get(device)?.publishedRuns.add(run);
    return sequence;
  }

  #sequenceOf(deviceId: string, run: string): Sequence {
    let device = this.#devices.get(deviceId);
    if (device === undefined) {
      device = { sequences: new Map(), publishedRuns: new Set() };
      this.#devices.set(deviceId, device);
    }
    let sequence = device.sequences.get(run);
    if (sequence === undefined) {
      sequence = new Sequence(this.#sequences, this.#lateAfterMicros, this.#held);
      this.#sequences += 1;
      device.sequences.set(run, sequence);
    }
    return sequence;
  }
}

/** What is known of one device. */
interface Device {
  /** By run. */
  readonly sequences: Map<string, Sequence>;
  /** In the order in which the publisher named them. */
  readonly publishedRuns: Set<string>;
}

/** In the publisher's order; those that it does not know last, by name. */
function namedSequences(device: string, { sequences, publishedRuns }: Device): NamedSequence[] {
  const others = [...sequences.keys()].filter((run) => !publishedRuns.has(run)).sort(compare);
  const lastRun = [...publishedRuns].at(-1);
  return [...publishedRuns, ...others].flatMap((run) => {
    const sequence = sequences.get(run);
    return sequence === undefined ? [] : [{ device, run, isLastRun: run === lastRun, sequence }];
  });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
