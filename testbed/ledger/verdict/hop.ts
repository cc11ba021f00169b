import { linkNames } from "../../../services/shared/topology.ts";
import { type Sequence } from "../evidence/sequence.ts";
import { type TapCoverage } from "../evidence/tap-coverage.ts";

/**
 * Places at which a reading can be lost: the links, and two for a loss that cannot be pinned to one link.
 *
 *     publisher ── publisher-mqtt ──▶ mqtt ── mqtt-bridge ──▶ bridge ── bridge-kafka ──▶ kafka ── kafka-consumer ──▶ consumer
 *                                       └──────────────── mqtt-kafka ───────────────────▶┘
 *
 * `mqtt-kafka`: on either side of the bridge or inside it. `no-evidence`: anywhere.
 */
export const hops = [...linkNames, "mqtt-kafka", "no-evidence"] as const;

/** See {@link hops}. */
export type Hop = (typeof hops)[number];

/**
 * Returns the hop at which a reading was lost: after the last tap that saw it and before the first tap that would
 * certainly have seen it.
 */
export function hopOf(seq: number, sequence: Sequence, coverage: TapCoverage): Hop {
  if (sequence.inKafka.has(seq)) return "kafka-consumer";
  // Kafka's log is permanent and its tap reads it by offset, so after any gap every offset may have been missed.
  if (!coverage.isComplete("kafka", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) return "no-evidence";
  if (sequence.deadLettered.has(seq)) return "bridge-kafka";
  const { madeAt, firstSentAt, lastAcknowledgedAt } = sequence.timesOf(seq);
  if (sequence.bridgeAcknowledged.has(seq)) return "bridge-kafka";
  // Without an acknowledgement the bridge may have read it or not.
  if (sequence.delivered.has(seq)) return "mqtt-kafka";
  if (sequence.atBroker.has(seq)) {
    // The broker may deliver it at any time after it was made, also repeatedly.
    return coverage.isComplete("mqtt-bridge", madeAt ?? Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
      ? "mqtt-bridge"
      : "mqtt-kafka";
  }
  const wouldHaveBeenSeen = coverage.isComplete(
    "mqtt",
    firstSentAt ?? Number.NEGATIVE_INFINITY,
    lastAcknowledgedAt ?? Number.POSITIVE_INFINITY,
  );
  return wouldHaveBeenSeen ? "publisher-mqtt" : "no-evidence";
}
