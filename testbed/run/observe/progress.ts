import { SeqSet } from "../../../services/shared/reading/seq-set.ts";
import { type Stage, stages } from "../../../services/shared/topology.ts";
import { isReadingFact, type LedgerFact } from "../../ledger/fact.ts";

/** Number of different readings that have reached each stage. */
export type StageCounts = Readonly<Record<Stage, number>>;

const stageOfFact: Readonly<Partial<Record<LedgerFact["fact"], Stage>>> = {
  made: "made",
  sent: "sent",
  acknowledged: "acknowledged",
  seen: "atBroker",
  delivered: "delivered",
  "bridge-acknowledged": "bridgeAcknowledged",
  written: "inKafka",
  consumed: "consumed",
};

/** Counts the readings that have reached each stage during a run; the verdict is the ledger's. Pure. */
export class Progress {
  readonly #counts = Object.fromEntries(stages.map((stage) => [stage, 0])) as Record<Stage, number>;
  readonly #sequences = new Map<string, Sequence>();
  #presentRun: string | undefined;

  /** Adds a fact. Returns the stage that its reading has reached for the first time, if any. */
  add(fact: LedgerFact): Stage | undefined {
    if (!isReadingFact(fact)) return undefined;
    const sequence = this.#sequenceOf(fact.device, fact.run);
    if (fact.fact === "dropped") sequence.dropped.add(fact.seq);
    if (fact.fact === "made") this.#presentRun = fact.run;
    const stage = stageOfFact[fact.fact];
    if (stage === undefined || !sequence.at[stage].add(fact.seq)) return undefined;
    this.#counts[stage] += 1;
    return stage;
  }

  /** Copy of the present counts. */
  get counts(): StageCounts {
    return { ...this.#counts };
  }

  /** Counts of the main stages in one line, for display. */
  get line(): string {
    const { made, acknowledged, consumed } = this.#counts;
    return `${made} made, ${acknowledged} acknowledged, ${consumed} arrived`;
  }

  /**
   * Number of readings that can still arrive: those of the present publisher that were made, and neither dropped nor
   * consumed; of earlier publishers, which have ended, those that were acknowledged and not consumed.
   */
  get outstanding(): number {
    let sum = 0;
    for (const { run, at, dropped } of this.#sequences.values()) {
      const expected = run === this.#presentRun ? at.made.difference(dropped) : at.acknowledged;
      sum += expected.difference(at.consumed).size;
    }
    return sum;
  }

  #sequenceOf(device: string, run: string): Sequence {
    // The length tells where the run ends: both may have blanks.
    const name = `${run.length} ${run}${device}`;
    const known = this.#sequences.get(name);
    if (known !== undefined) return known;
    const at = Object.fromEntries(stages.map((stage) => [stage, new SeqSet()])) as Record<Stage, SeqSet>;
    const sequence = { run, at, dropped: new SeqSet() };
    this.#sequences.set(name, sequence);
    return sequence;
  }
}

interface Sequence {
  readonly run: string;
  readonly at: Readonly<Record<Stage, SeqSet>>;
  readonly dropped: SeqSet;
}
