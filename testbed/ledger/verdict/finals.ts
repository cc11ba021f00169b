import { type Status } from "../../../services/shared/reading/reading.ts";
import { SeqSet } from "../../../services/shared/reading/seq-set.ts";
import { type InactivePeriod } from "../evidence/inactive-periods.ts";
import { type Sequence } from "../evidence/sequence.ts";

/** What became of the final readings of one device in one run. */
export interface Finals {
  /** Of each deactivation without a final reading: the seq that it should have had. */
  readonly missing: readonly number[];
  readonly double: readonly DoubleFinalSeqs[];
  readonly ghosts: SeqSet;
  /** Consumed readings of inactive periods whose status neither the tap on Kafka nor the one on the broker saw. */
  readonly uncheckedStatuses: number;
  /** Deactivations that could not be judged: see {@link judgeFinals}. */
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
 * Judges the final readings at the far end. Each toggle to Inactive opens an inactive period, the seqs [N, M): N is
 * that of the reading made next, M that of the first one made after the toggle back (no end where there is none).
 *
 * | consumed of [N, M) | |
 * | --- | --- |
 * | nothing with status Inactive | missing final |
 * | more than one seq with status Inactive | double final |
 * | a seq above N with status Active | ghost, each one |
 *
 * The corners:
 * - Judged is what was consumed, whatever the reason: a final that was dropped by the publisher, that nobody knows of
 *   (unconfirmed), that is lost or dead-lettered is a missing final all the same. So is one that was made Active.
 * - A final that comes again under the same seq is a duplicate, and no double final.
 * - Toggles so quick that nothing was made between them leave an empty period: its final is missing, at the seq that
 *   was made next.
 * - A status that neither the tap on Kafka nor the one on the broker saw accuses nobody. Such a reading may be the
 *   final, so with it in the period none is missing; it is counted in `uncheckedStatuses`.
 * - A publisher that was killed begins a new run, and a device's toggles are not judged across a kill: a period
 *   without an end (with or without N) in a run that is not the device's last one is counted in
 *   `unjudgedDeactivations`, and nothing else is said of it. In the last run it is judged, and where nothing was
 *   made after the toggle, N is the seq that would have come next.
 */
export function judgeFinals(sequence: Sequence, isLastRun: boolean): Finals {
  const missing: number[] = [];
  const double: DoubleFinalSeqs[] = [];
  const ghosts = new SeqSet();
  const unchecked = new SeqSet();
  let unjudgedDeactivations = 0;
  for (const period of sequence.inactivePeriods.all) {
    if (period.end === undefined && !isLastRun) {
      unjudgedDeactivations += 1;
      continue;
    }
    const first = period.first ?? sequence.nextSeq;
    const { finals, active, unknown } = consumedIn({ ...period, first }, sequence);
    if (finals.length === 0 && unknown.length === 0) missing.push(first);
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

/** Kafka's log is nearer to the consumer than what the broker sent to somebody else. */
function statusOf(seq: number, sequence: Sequence): Status | undefined {
  if (sequence.inKafka.has(seq)) return sequence.inactiveInKafka.has(seq) ? "Inactive" : "Active";
  if (sequence.atBroker.has(seq)) return sequence.inactiveAtBroker.has(seq) ? "Inactive" : "Active";
  return undefined;
}
