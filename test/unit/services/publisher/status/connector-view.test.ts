import { expect, test } from "vitest";
import { connectorView } from "../../../../../services/publisher/status/connector-view.ts";
import { type ConnectorMetrics } from "../../../../../services/shared/metrics/connector-metrics.ts";

const metrics: ConnectorMetrics = {
  workerStartedMs: 1,
  connected: true,
  connectedSinceMs: 1_000,
  sessionsLost: 0,
  oldestUnacknowledgedMs: 20,
  oldestUnconfirmedMs: new Map([["coffee", 24_999]]),
  filtered: 0,
};

test("a connector that works is connected since a time, and nothing of it is unconfirmed", () => {
  expect(connectorView(metrics)).toEqual({
    connected: true,
    connectedSinceMs: 1_000,
    sessionsLost: 0,
    oldestUnacknowledgedMs: 20,
    unconfirmed: [],
  });
});

test("a record that Kafka has not confirmed for 25 s is shown with its topic", () => {
  const oldestUnconfirmedMs = new Map([
    ["coffee", 2],
    ["coffee.dead-letter", 25_000],
  ]);
  expect(connectorView({ ...metrics, oldestUnconfirmedMs }).unconfirmed).toEqual([
    { topic: "coffee.dead-letter", forMs: 25_000 },
  ]);
});

test("without a connection there is no time since which it stands", () => {
  expect(connectorView({ ...metrics, connected: false, connectedSinceMs: 0 })).toMatchObject({
    connected: false,
    connectedSinceMs: null,
  });
});

test("without metrics, or with those of another connector, everything is unknown", () => {
  const unknown = {
    connected: null,
    connectedSinceMs: null,
    sessionsLost: null,
    oldestUnacknowledgedMs: null,
    unconfirmed: null,
  };
  expect(connectorView(undefined)).toEqual(unknown);
  expect(
    connectorView({
      ...metrics,
      ...{ connected: undefined, connectedSinceMs: undefined, sessionsLost: undefined },
      ...{ oldestUnacknowledgedMs: undefined, oldestUnconfirmedMs: new Map(), filtered: undefined },
    }),
  ).toEqual(unknown);
});
