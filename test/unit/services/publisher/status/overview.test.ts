import { expect, test } from "vitest";
import { type Evidence, overviewOf } from "../../../../../services/publisher/status/overview.ts";

const figures = { count: 60, p50Ms: 4, p99Ms: 9, ratePerSecond: 1 };
const flowing: Evidence = {
  connected: true,
  acknowledgedStandstill: false,
  acknowledged: figures,
  connector: { running: true, says: "task 0 RUNNING" },
  farEnd: {
    since: "2026-01-01T00:00:00.000Z",
    ready: true,
    readAgain: 0,
    unreadable: 0,
    lastMinute: { endToEnd: figures, toConnect: figures, fromConnect: figures },
  },
  arrivedStandstill: false,
};

/** The states of the parts and hops, in the order of the flow. */
function statesOf(evidence: Partial<Evidence>) {
  const { parts, hops } = overviewOf({ ...flowing, ...evidence });
  return {
    parts: Object.values(parts).map(({ state }) => state),
    hops: Object.values(hops).map(({ state }) => state),
  };
}

test("a pipeline that flows is up everywhere", () => {
  expect(statesOf({})).toEqual({
    parts: ["up", "up", "up", "up", "up"],
    hops: ["up", "up", "up", "up"],
  });
});

test("without the broker the two hops beside it are down", () => {
  expect(statesOf({ connected: false })).toEqual({
    parts: ["up", "down", "up", "up", "up"],
    hops: ["down", "down", "up", "up"],
  });
});

test("a broker that acknowledges nothing any more is up by its word, and nothing flows", () => {
  expect(statesOf({ acknowledgedStandstill: true })).toMatchObject({
    parts: ["up", "not flowing", "up", "up", "up"],
    hops: ["not flowing", "up", "up", "up"],
  });
});

test("a task that runs while nothing arrives is up by its word, and nothing flows", () => {
  expect(statesOf({ arrivedStandstill: true })).toEqual({
    parts: ["up", "up", "not flowing", "up", "up"],
    hops: ["up", "not flowing", "not flowing", "not flowing"],
  });
});

test("a task that has failed is down, with what Connect says of it", () => {
  const { parts, hops } = overviewOf({ ...flowing, connector: { running: false, says: "task 0 FAILED" } });
  expect(parts.bridge).toEqual({ state: "down", says: "task 0 FAILED" });
  expect(hops["mqtt-bridge"].state).toBe("down");
});

test("what cannot be asked is unknown, and its figures are not known", () => {
  expect(statesOf({ farEnd: undefined, connector: undefined })).toEqual({
    parts: ["up", "up", "unknown", "unknown", "unknown"],
    hops: ["up", "unknown", "unknown", "unknown"],
  });
  const { hops } = overviewOf({ ...flowing, farEnd: undefined });
  expect(hops["kafka-consumer"]).toMatchObject({ ratePerSecond: null, p50Ms: null, p99Ms: null });
});

test("a Kafka that does not answer the consumer is down, and the consumer waits", () => {
  const farEnd = flowing.farEnd && { ...flowing.farEnd, ready: false };
  expect(statesOf({ farEnd }).parts).toEqual(["up", "up", "up", "down", "up"]);
});
