import { type Status } from "../../../services/shared/reading/reading.ts";
import { SeqSet } from "../../../services/shared/reading/seq-set.ts";
import { type InactivePeriod } from "../evidence/inactive-periods.ts";
import { type Sequence } from "../evidence/sequence.ts";

/** Judgement of the final readings of one device in one run. */
export interface Finals {
  /** For each deactivation without a final reading, the seq that it should have had. */
  readonly missing: readonly number[];
  readonly double: readonly DoubleFinalSeqs[];
  readonly ghosts: SeqSet;
  /** Number of consumed readings of inactive periods whose status neither the tap on Kafka nor the one on MQTT saw. */
  readonly uncheckedStatuses: number;
  /** Number of deactivations that could not be judged: see {@link judgeFinals}. */
  readonly unjudgedDeactivations: number;
}

/** A deactivation with more than one final reading. */
export interface DoubleFinalSeqs {
  /** The seq of the first reading made after the toggle. */
  readonly seq: number;
  /** The different seqs with status Inactive that were consumed, at least two, ascending. */
  readonly finals: readonly number[];
}

/**
 * Judges the final readings at the consumer. Each toggle to Inactive opens an inactive period, the seqs [N, M): N is that
 * of the reading made next, M that of the first one made after the toggle back (without a toggle back: no end).
 *
 * | consumed of [N, M) | |
 * | --- | --- |
 * | nothing with status Inactive | missing final |
 * | more than one seq with status Inactive | double final |
 * | a seq above N with status Active | ghost, each one |
 *
 * Corner cases:
 * - Only consumption counts, whatever its reason: a final that is dropped, unconfirmed, lost or dead-lettered is a missing
 *   final. So is one that was made with status Active.
 * - A final that is consumed again under the same seq is a duplicate, not a double final.
 * - Two toggles without a reading between them leave an empty period: its final is missing, at the seq made next.
 * - A status that neither the tap on Kafka nor the one on MQTT saw is no anomaly. Such a reading may be the final, so the
 *   period misses none; it is counted in `uncheckedStatuses`.
 * - A killed publisher begins a new run, and its final reading may have died with it: that a period without an end misses
 *   its final is, in a run that is not the device's last, only counted in `unjudgedDeactivations`. Double finals and ghosts are
 *   judged there, too. If nothing was made after the toggle, N is the seq that would have come next.
 */
export function judgeFinals(sequence: Sequence, isLastRun: boolean): Finals {
  const missing: number[] = [];
  const double: DoubleFinalSeqs[] = [];
  const ghosts = new SeqSet();
  const unchecked = new SeqSet();
  let unjudgedDeactivations = 0;
  for (const period of sequence.inactivePeriods.all) {
    const first = period.first ?? sequence.nextSeq;
    const { finals, active, unknown } = consumedIn({ ...period, first }, sequence);
    if (finals.length === 0 && unknown.length === 0) {
      if (period.end === undefined && !isLastRun) unjudgedDeactivations += 1;
      else missing.push(first);
    }
    if (finals.length > 1) double.push({ seq: first, finals });
    for (const seq of active) if (seq > first) ghosts.add(seq);
    for (const seq of unknown) unchecked.add(seq);
  }
  return { missing, double, ghosts, uncheckedStatuses: unchecked.size, unjudgedDeactivations };
}

interface ConsumedInPeriod {
  readonly finals: readonly number[];
  readonly active: readonly number[];
  readonly unknown: readonly number[];
}

function consumedIn(
  { first, end = Number.POSITIVE_INFINITY }: InactivePeriod & { readonly first: number },
  sequence: Sequence,
): ConsumedInPeriod {
  const seqs = [...sequence.consumed.between(first, end)];
  const having = (status: Status | undefined) => seqs.filter((seq) => statusOf(seq, sequence) === status);
  return { finals: having("Inactive"), active: having("Active"), unknown: having(undefined) };
}

/** Returns the status as seen in Kafka, which the consumer reads; otherwise as seen by the MQTT subscriber. */
function statusOf(seq: number, sequence: Sequence): Status | undefined {
  if (sequence.inKafka.has(seq)) return sequence.inactiveInKafka.has(seq) ? "Inactive" : "Active";
  if (sequence.atBroker.has(seq)) return sequence.inactiveAtBroker.has(seq) ? "Inactive" : "Active";
  return undefined;
}
