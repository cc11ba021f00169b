import { expect, test } from "vitest";
import { type ConnectorView } from "../../../../../services/publisher/status/connector-view.ts";
import { type Evidence, overviewOf } from "../../../../../services/publisher/status/overview.ts";

const view: ConnectorView = {
  connected: true,
  connectedSinceMs: 1_000,
  sessionsLost: 0,
  oldestUnacknowledgedMs: 0,
  unconfirmed: [],
};
const figures = { count: 60, p50Ms: 4, p99Ms: 9, ratePerSecond: 1 };
const flowing: Evidence = {
  connected: true,
  acknowledgementsStalled: false,
  acknowledged: figures,
  connector: { running: true, says: "task 0 RUNNING", view },
  consumer: {
    since: "2026-01-01T00:00:00.000Z",
    ready: true,
    readAgain: 0,
    unreadable: 0,
    lastMinute: { endToEnd: figures, toConnect: figures, fromConnect: figures },
    ...{ consumers: 1, reading: 1 },
  },
  arrivalsStalled: false,
};

/** Returns the states of parts and links, in the order of the flow. */
function statesOf(evidence: Partial<Evidence>) {
  const { parts, links } = overviewOf({ ...flowing, ...evidence });
  return {
    parts: Object.values(parts).map(({ state }) => state),
    links: Object.values(links).map(({ state }) => state),
  };
}

test("a pipeline that flows is up everywhere", () => {
  expect(statesOf({})).toEqual({
    parts: ["up", "up", "up", "up", "up"],
    links: ["up", "up", "up", "up"],
  });
});

test("without the broker the two links beside it are down", () => {
  expect(statesOf({ connected: false })).toEqual({
    parts: ["up", "down", "up", "up", "up"],
    links: ["down", "down", "up", "up"],
  });
});

test("a broker that stops acknowledging reports to be up, and nothing flows", () => {
  expect(statesOf({ acknowledgementsStalled: true })).toMatchObject({
    parts: ["up", "not flowing", "up", "up", "up"],
    links: ["not flowing", "up", "up", "up"],
  });
});

test("a task that runs while nothing arrives reports to be up, and nothing flows", () => {
  expect(statesOf({ arrivalsStalled: true })).toEqual({
    parts: ["up", "up", "not flowing", "up", "up"],
    links: ["up", "not flowing", "not flowing", "not flowing"],
  });
});

test("a failed task is down, with the reason that Connect gives", () => {
  const { parts, links } = overviewOf({
    ...flowing,
    connector: { running: false, says: "task 0 FAILED", view },
  });
  expect(parts.bridge).toEqual({ state: "down", says: "task 0 FAILED" });
  expect(links["mqtt-bridge"].state).toBe("down");
});

test("a part that cannot be asked is unknown, and so are its figures", () => {
  expect(statesOf({ consumer: undefined, connector: undefined })).toEqual({
    parts: ["up", "up", "unknown", "unknown", "unknown"],
    links: ["up", "unknown", "unknown", "unknown"],
  });
  const { links } = overviewOf({ ...flowing, consumer: undefined });
  expect(links["kafka-consumer"]).toMatchObject({ ratePerSecond: null, p50Ms: null, p99Ms: null });
});

test("a Kafka that does not answer the consumer is down, and the consumer waits", () => {
  const consumer = flowing.consumer && { ...flowing.consumer, ready: false };
  expect(statesOf({ consumer }).parts).toEqual(["up", "up", "up", "down", "up"]);
});

test("a task that runs without a connection to the broker reports to be up, and the link to it is down", () => {
  const connector = { running: true, says: "task 0 RUNNING", view: { ...view, connected: false } };
  expect(statesOf({ connector })).toEqual({
    parts: ["up", "up", "not flowing", "up", "up"],
    links: ["up", "down", "up", "up"],
  });
  expect(overviewOf({ ...flowing, connector }).parts.bridge).toEqual({
    state: "not flowing",
    says: "task 0 RUNNING, not connected",
    obstacle: "it is not connected to Mosquitto",
  });
});

test("a task with a record that Kafka does not confirm reports to be up, and its topic is named", () => {
  const unconfirmed = [{ topic: "coffee.dead-letter", forMs: 31_999 }];
  const connector = { running: true, says: "task 0 RUNNING", view: { ...view, unconfirmed } };
  expect(statesOf({ connector })).toEqual({
    parts: ["up", "up", "not flowing", "up", "up"],
    links: ["up", "up", "not flowing", "up"],
  });
  expect(overviewOf({ ...flowing, connector }).parts.bridge).toMatchObject({
    says: "task 0 RUNNING, not confirmed: coffee.dead-letter 31 s",
    obstacle: "Kafka does not confirm its records of coffee.dead-letter",
  });
});

test("a connector without metrics of its MQTT side is judged by its tasks", () => {
  const unknown = { ...view, connected: null, unconfirmed: null };
  const connector = { running: true, says: "task 0 RUNNING", view: unknown };
  expect(statesOf({ connector })).toEqual(statesOf({}));
});

test("a task that does not run is down, connected or not", () => {
  const connector = { running: false, says: "task 0 FAILED", view: { ...view, connected: false } };
  expect(statesOf({ connector }).parts[2]).toBe("down");
});

test("of several consumers the part says how many read", () => {
  const { consumer } = flowing;
  const says = (reading: number) =>
    overviewOf({
      ...flowing,
      consumer: consumer && { ...consumer, ready: reading > 0, consumers: 2, reading },
    }).parts.consumer.says;
  expect([2, 1, 0].map(says)).toEqual(["2 of 2 read", "1 of 2 read", "waits for Kafka"]);
});
