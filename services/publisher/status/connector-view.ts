import { type ConnectorMetrics } from "../../shared/metrics/connector-metrics.ts";

/** A topic with a record that Kafka has not confirmed for a long time. */
export interface UnconfirmedTopic {
  readonly topic: string;
  readonly forMs: number;
}

/** MQTT side and deliveries of the connector; `null` if unknown. */
export interface ConnectorView {
  readonly connected: boolean | null;
  /** Milliseconds since the epoch; `null` also while it is not connected. */
  readonly connectedSinceMs: number | null;
  readonly sessionsLost: number | null;
  readonly oldestUnacknowledgedMs: number | null;
  readonly unconfirmed: readonly UnconfirmedTopic[] | null;
}

/** Age from which an unconfirmed record is shown; the connector's log warns of it at the same age. */
const unconfirmedAfterMs = 25_000;

/** Returns the connector's side by its metrics; everything is unknown without them. Pure. */
export function connectorView(metrics: ConnectorMetrics | undefined): ConnectorView {
  return {
    connected: metrics?.connected ?? null,
    connectedSinceMs: metrics?.connectedSinceMs || null,
    sessionsLost: metrics?.sessionsLost ?? null,
    oldestUnacknowledgedMs: metrics?.oldestUnacknowledgedMs ?? null,
    unconfirmed: metrics?.connected === undefined ? null : unconfirmedIn(metrics),
  };
}

function unconfirmedIn({ oldestUnconfirmedMs }: ConnectorMetrics): UnconfirmedTopic[] {
  return [...oldestUnconfirmedMs]
    .filter(([, forMs]) => forMs >= unconfirmedAfterMs)
    .map(([topic, forMs]) => ({ topic, forMs }));
}
