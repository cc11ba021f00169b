import { describe, expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type OptionalTap } from "../../../../../testbed/ledger/tap.ts";
import { type Hop, hops } from "../../../../../testbed/ledger/verdict/hop.ts";
import {
  acknowledged,
  bridgeAcknowledged,
  deadLettered,
  delivered,
  gap,
  judge,
  made,
  seen,
  sent,
  written,
} from "../facts.ts";

const allTaps: readonly OptionalTap[] = ["mqtt", "mqtt-bridge", "kafka"];
const withoutLink: readonly OptionalTap[] = ["mqtt", "kafka"];

/** Made at 10, sent at 20 and again at 30, acknowledged at 40. */
const lost = [made(0, { at: 10 }), sent(0, { at: 20 }), sent(0, { at: 30 }), acknowledged(0, { at: 40 })];

/** Where the reading is lost, when the taps saw this of it. */
function hopOf(sightings: readonly LedgerFact[], taps: readonly OptionalTap[]): Hop | undefined {
  const { lostAt, anomalies } = judge([...lost, ...sightings], { taps });
  const [reading] = anomalies.lost;
  expect(hops.filter((hop) => lostAt[hop] > 0)).toEqual([reading?.hop]);
  return reading?.hop;
}

describe("a reading that was not consumed is lost", () => {
  test("between Kafka and the consumer where it is in Kafka, whatever the taps missed", () => {
    const sightings = [seen(0), delivered(0), bridgeAcknowledged(0), written(0)];
    expect(hopOf(sightings, allTaps)).toBe("kafka-consumer");
    expect(hopOf([written(0), gap("kafka", 1, 2), gap("mqtt")], withoutLink)).toBe("kafka-consumer");
  });

  test("nobody knows where, without a tap on Kafka, or where it has any gap", () => {
    const sightings = [seen(0), delivered(0), bridgeAcknowledged(0)];
    expect(hopOf(sightings, ["mqtt", "mqtt-bridge"])).toBe("no-evidence");
    expect(hopOf([...sightings, gap("kafka", 1, 2)], allTaps)).toBe("no-evidence");
    expect(hopOf([deadLettered(0), gap("kafka", 1_000)], allTaps)).toBe("no-evidence");
  });

  test("between bridge and Kafka where it is in the dead-letter topic", () => {
    expect(hopOf([seen(0), deadLettered(0)], withoutLink)).toBe("bridge-kafka");
    expect(hopOf([deadLettered(0)], ["kafka"])).toBe("bridge-kafka");
  });

  test("between bridge and Kafka where the bridge acknowledged it", () => {
    expect(hopOf([seen(0), delivered(0), bridgeAcknowledged(0)], allTaps)).toBe("bridge-kafka");
    expect(hopOf([delivered(0), bridgeAcknowledged(0), gap("mqtt-bridge")], allTaps)).toBe("bridge-kafka");
  });

  test("between broker and Kafka where it was delivered and the bridge did not acknowledge it", () => {
    expect(hopOf([seen(0), delivered(0)], allTaps)).toBe("mqtt-kafka");
    expect(hopOf([delivered(0)], allTaps)).toBe("mqtt-kafka");
  });

  test("between broker and bridge where the broker had it and the link certainly not", () => {
    expect(hopOf([seen(0)], allTaps)).toBe("mqtt-bridge");
    expect(hopOf([seen(0), gap("mqtt-bridge", 0, 9)], allTaps)).toBe("mqtt-bridge");
  });

  test("between broker and Kafka where the broker had it and the link may have", () => {
    expect(hopOf([seen(0)], withoutLink)).toBe("mqtt-kafka");
    expect(hopOf([seen(0), gap("mqtt-bridge", 0, 10)], allTaps)).toBe("mqtt-kafka");
    expect(hopOf([seen(0), gap("mqtt-bridge", 1_000)], allTaps)).toBe("mqtt-kafka");
  });

  test("between publisher and broker where the broker's tap would have seen it", () => {
    expect(hopOf([], allTaps)).toBe("publisher-mqtt");
    expect(hopOf([], withoutLink)).toBe("publisher-mqtt");
    expect(hopOf([gap("mqtt", 0, 19), gap("mqtt", 41)], withoutLink)).toBe("publisher-mqtt");
  });

  test.each([
    [0, 20],
    [25, 26],
    [40, 50],
    [0, 100],
  ])("nobody knows where, with a gap of the broker's tap from %d to %d", (from, to) => {
    expect(hopOf([gap("mqtt", from, to)], withoutLink)).toBe("no-evidence");
  });

  test("nobody knows where, without a tap on the broker", () => {
    expect(hopOf([], ["kafka"])).toBe("no-evidence");
    expect(hopOf([], ["mqtt-bridge", "kafka"])).toBe("no-evidence");
  });
});
