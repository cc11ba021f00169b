import { type SeqSet } from "../../../services/shared/reading/seq-set.ts";
import { type Sequence } from "../evidence/sequence.ts";

/** Kinds of facts whose absence from the publisher's journal can be proved, in the order of the flow. */
export const provableFacts = ["made", "sent", "acknowledged"] as const;

/** Number of readings whose fact of each kind is missing in the publisher's journal, as other facts prove. */
export type MissingFacts = Readonly<Record<(typeof provableFacts)[number], number>>;

/**
 * Returns the facts that are missing of one device in one run.
 *
 * | missing | proof |
 * | --- | --- |
 * | made | the publisher has another fact about the reading or about a later one: seqs begin at 0 and rise by 1 |
 * | sent | the reading was acknowledged, or made and seen by a tap behind the publisher |
 * | acknowledged | sent and consumed, while a later one was acknowledged: a device keeps its connection, over which readings are acknowledged in order (MQTT 5 section 4.6) |
 */
export function missingFacts(sequence: Sequence): MissingFacts {
  const { made, sent, acknowledged, dropped, consumed } = sequence;
  const highest = Math.max(-1, ...[made, sent, acknowledged, dropped].map(({ max = -1 }) => max));
  const unsent = [...made.difference(sent).difference(acknowledged)];
  const unacknowledged = both(consumed, sent).difference(acknowledged).difference(dropped);
  return {
    made: highest + 1 - made.size,
    sent: acknowledged.difference(sent).size + unsent.filter((seq) => sequence.wasPassedOn(seq)).length,
    acknowledged: [...unacknowledged.between(0, acknowledged.max ?? 0)].length,
  };
}

function both(a: SeqSet, b: SeqSet): SeqSet {
  return a.difference(a.difference(b));
}
