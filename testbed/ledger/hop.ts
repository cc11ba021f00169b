import { type Sequence } from "./sequence.ts";
import { type Watches } from "./watches.ts";

/**
 * Where a reading can be lost.
 *
 *     publisher ─ publisher-mqtt ─▶ broker ─ mqtt-bridge ─▶ bridge ─ bridge-kafka ─▶ Kafka ─ kafka-consumer ─▶ consumer
 *                                       └───────────── mqtt-kafka ─────────────────────▶┘
 *
 * `mqtt-kafka` is the two in the middle where nothing tells them apart, `no-evidence` is somewhere.
 */
export const hops = [
  "publisher-mqtt",
  "mqtt-bridge",
  "mqtt-kafka",
  "bridge-kafka",
  "kafka-consumer",
  "no-evidence",
] as const;

/** See {@link hops}. */
export type Hop = (typeof hops)[number];

/**
 * Where a lost reading was lost: behind the last tap that saw it, and before the first one of which it is certain
 * that it would have seen it.
 */
export function hopOf(seq: number, sequence: Sequence, watches: Watches): Hop {
  if (sequence.inKafka.has(seq)) return "kafka-consumer";
  // The log stays: its reader cannot miss just a moment, so any gap of it leaves open what is in the log.
  if (!watches.watched("kafka", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) return "no-evidence";
  if (sequence.deadLettered.has(seq)) return "bridge-kafka";
  const { madeAt, firstSentAt, lastAcknowledgedAt } = sequence.timesOf(seq);
  if (sequence.bridgeAcknowledged.has(seq)) return "bridge-kafka";
  // The bridge may never have read it, or may have kept it: its silence does not say which.
  if (sequence.delivered.has(seq)) return "mqtt-kafka";
  if (sequence.atBroker.has(seq)) {
    // The broker may deliver at any time after it was made, again and again.
    return watches.watched("link", madeAt ?? Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
      ? "mqtt-bridge"
      : "mqtt-kafka";
  }
  const couldHaveBeenSeen = watches.watched(
    "broker",
    firstSentAt ?? Number.NEGATIVE_INFINITY,
    lastAcknowledgedAt ?? Number.POSITIVE_INFINITY,
  );
  return couldHaveBeenSeen ? "publisher-mqtt" : "no-evidence";
}
