import { type ReadingId } from "../../../../../services/shared/reading/reading-id.ts";
import { isReadingFact, type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type OptionalTap } from "../../../../../testbed/ledger/tap.ts";
import { type DeviceWord } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { type MissingFacts } from "../../../../../testbed/ledger/verdict/missing-facts.ts";
import { type UndeliveredReading } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { comparedConsumptions } from "./compared-bytes.ts";
import { type FinalLists, finalLists, isLastRun } from "./finals.ts";
import { lostReadings, type TimedLoss } from "./lost.ts";
import { distinct, type RunFacts } from "./run-facts.ts";

/** Options of the ledger that the oracle follows. */
export interface OracleOptions {
  readonly lateAfterMs: number;
  readonly taps: readonly OptionalTap[];
  readonly rememberedReadings: number;
  readonly consumedImpliesWritten: boolean;
}

/** Readings of one device and run under each word. */
export interface RunLists extends Readonly<Record<DeviceWord, readonly ReadingId[]>>, FinalLists {
  readonly doubleFinal: FinalLists["doubleFinal"];
  readonly missingFinal: FinalLists["missingFinal"];
  readonly ghost: FinalLists["ghost"];
  readonly lost: readonly TimedLoss[];
  readonly reordered: readonly DisplacedReading[];
  readonly uncheckedBytes: number;
  readonly missingFacts: MissingFacts;
  readonly unsent: readonly UndeliveredReading[];
  readonly unconfirmed: readonly UndeliveredReading[];
  readonly unconsumedPhantoms: number;
  readonly unmadeAtBroker: number;
}

/** A reordered reading with its distance from the highest seq before it. */
type DisplacedReading = ReadingId & { readonly displacement: number };

/** Returns the readings under each word, by its definition. */
export function runLists(facts: RunFacts, options: OracleOptions): RunLists {
  const { named } = facts;
  const [sent, acknowledged] = [facts.distinct("sent"), facts.distinct("acknowledged")];
  const [made, consumed] = [facts.distinct("made"), facts.distinct("consumed")];
  const unknown = sent.filter((seq) => !acknowledged.includes(seq));
  const compared = comparedConsumptions(facts, options.rememberedReadings);
  const impliedInKafka = options.consumedImpliesWritten ? consumed : [];
  return {
    made: made.map(named),
    dropped: facts.distinct("dropped").map(named),
    sent: sent.map(named),
    acknowledged: acknowledged.map(named),
    unknown: unknown.map(named),
    unsent: made
      .filter(
        (seq) =>
          !sent.includes(seq) && !facts.seqsOf("dropped").includes(seq) && !isSeenAfterPublisher(facts, seq),
      )
      .map((seq) => undelivered(seq, facts)),
    unconfirmed: unknown.filter((seq) => !consumed.includes(seq)).map((seq) => undelivered(seq, facts)),
    atBroker: facts.distinct("seen").map(named),
    inKafka: distinct([...facts.distinct("written"), ...impliedInKafka]).map(named),
    consumed: consumed.map(named),
    lost: lostReadings(facts, options.taps),
    ...repetitions(facts),
    late: consumed.filter((seq) => isLate(seq, facts, options.lateAfterMs)).map(named),
    phantom: distinct([...consumed, ...facts.distinct("written")])
      .filter((seq) => !made.includes(seq))
      .map(named),
    unconsumedPhantoms: facts
      .distinct("written")
      .filter((seq) => !made.includes(seq) && !consumed.includes(seq)).length,
    unmadeAtBroker: facts.distinct("seen").filter((seq) => !made.includes(seq)).length,
    corrupt: compared
      .filter(({ isForgotten, differs }) => !isForgotten && differs)
      .sort((a, b) => a.seq - b.seq)
      .map(({ seq }) => named(seq)),
    ...finalLists(facts),
    deadLettered: facts.distinct("dead-lettered").map(named),
    missingFacts: missingFactsIn(facts),
    uncheckedBytes: compared.filter(({ isForgotten }) => isForgotten).length,
  };
}

function repetitions(facts: RunFacts): Pick<RunLists, "duplicates" | "reordered"> {
  const consumptions = facts.seqsOf("consumed");
  const isExtra = (index: number) => consumptions.slice(0, index).includes(consumptions[index] ?? 0);
  return {
    duplicates: consumptions
      .filter((_, index) => isExtra(index))
      .sort((a, b) => a - b)
      .map(facts.named),
    reordered: consumptions
      .flatMap((seq, index) => {
        const highest = Math.max(...consumptions.slice(0, index));
        return !isExtra(index) && highest > seq ? [{ ...facts.named(seq), displacement: highest - seq }] : [];
      })
      .sort((a, b) => a.seq - b.seq),
  };
}

function undelivered(seq: number, facts: RunFacts): UndeliveredReading {
  return {
    ...facts.named(seq),
    madeAt: facts.timesOf("made", seq)[0],
    publisherEnded: !isLastRun(facts),
  };
}

/** Returns the number of readings whose facts are missing in the publisher's journal, by definition. */
function missingFactsIn(facts: RunFacts): MissingFacts {
  const published = facts.own.filter(isReadingFact).filter(({ tap }) => tap === "publisher");
  const highest = Math.max(-1, ...published.map(({ seq }) => seq));
  const all = Array.from({ length: 50 }, (_, seq) => seq);
  const has = (kind: LedgerFact["fact"], seq: number) => facts.seqsOf(kind).includes(seq);
  return {
    made: all.filter((seq) => seq <= highest && !has("made", seq)).length,
    sent: all.filter(
      (seq) =>
        !has("sent", seq) &&
        (has("acknowledged", seq) || (has("made", seq) && isSeenAfterPublisher(facts, seq))),
    ).length,
    acknowledged: all.filter(
      (seq) =>
        has("sent", seq) &&
        has("consumed", seq) &&
        !has("acknowledged", seq) &&
        !has("dropped", seq) &&
        facts.seqsOf("acknowledged").some((later) => later > seq),
    ).length,
  };
}

/** Whether any other tap than the publisher's has a fact about the reading. */
function isSeenAfterPublisher(facts: RunFacts, seq: number): boolean {
  return facts.own.filter(isReadingFact).some((fact) => fact.seq === seq && fact.tap !== "publisher");
}

function isLate(seq: number, facts: RunFacts, lateAfterMs: number): boolean {
  const [madeAt] = facts.timesOf("made", seq);
  const [consumedAt = 0] = facts.timesOf("consumed", seq);
  return madeAt !== undefined && consumedAt - madeAt > lateAfterMs * 1_000;
}
