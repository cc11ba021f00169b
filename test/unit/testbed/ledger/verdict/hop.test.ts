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

/** Facts of a reading: made at 10, sent at 20 and again at 30, acknowledged at 40. */
const lost = [made(0, { at: 10 }), sent(0, { at: 20 }), sent(0, { at: 30 }), acknowledged(0, { at: 40 })];

/** Returns the hop at which the reading is lost, given the observations of the taps. */
function hopOf(sightings: readonly LedgerFact[], taps: readonly OptionalTap[]): Hop | undefined {
  const { lostAt, anomalies } = judge([...lost, ...sightings], { taps });
  const [reading] = anomalies.lost;
  expect(hops.filter((hop) => lostAt[hop] > 0)).toEqual([reading?.hop]);
  return reading?.hop;
}

describe("a reading that was not consumed is lost", () => {
  test("at kafka-consumer if it is in Kafka, whatever the taps missed", () => {
    const sightings = [seen(0), delivered(0), bridgeAcknowledged(0), written(0)];
    expect(hopOf(sightings, allTaps)).toBe("kafka-consumer");
    expect(hopOf([written(0), gap("kafka", 1, 2), gap("mqtt")], withoutLink)).toBe("kafka-consumer");
  });

  test("without evidence of the hop if there is no tap on Kafka, or if it has any gap", () => {
    const sightings = [seen(0), delivered(0), bridgeAcknowledged(0)];
    expect(hopOf(sightings, ["mqtt", "mqtt-bridge"])).toBe("no-evidence");
    expect(hopOf([...sightings, gap("kafka", 1, 2)], allTaps)).toBe("no-evidence");
    expect(hopOf([deadLettered(0), gap("kafka", 1_000)], allTaps)).toBe("no-evidence");
  });

  test("at bridge-kafka if it is in the dead-letter topic", () => {
    expect(hopOf([seen(0), deadLettered(0)], withoutLink)).toBe("bridge-kafka");
    expect(hopOf([deadLettered(0)], ["kafka"])).toBe("bridge-kafka");
  });

  test("at bridge-kafka if the bridge acknowledged it", () => {
    expect(hopOf([seen(0), delivered(0), bridgeAcknowledged(0)], allTaps)).toBe("bridge-kafka");
    expect(hopOf([delivered(0), bridgeAcknowledged(0), gap("mqtt-bridge")], allTaps)).toBe("bridge-kafka");
  });

  test("at mqtt-kafka if it was delivered and the bridge did not acknowledge it", () => {
    expect(hopOf([seen(0), delivered(0)], allTaps)).toBe("mqtt-kafka");
    expect(hopOf([delivered(0)], allTaps)).toBe("mqtt-kafka");
  });

  test("at mqtt-bridge if the broker passed it on and the complete tap on mqtt-bridge did not see it", () => {
    expect(hopOf([seen(0)], allTaps)).toBe("mqtt-bridge");
    expect(hopOf([seen(0), gap("mqtt-bridge", 0, 9)], allTaps)).toBe("mqtt-bridge");
  });

  test("at mqtt-kafka if the broker passed it on and the tap on mqtt-bridge may have missed it", () => {
    expect(hopOf([seen(0)], withoutLink)).toBe("mqtt-kafka");
    expect(hopOf([seen(0), gap("mqtt-bridge", 0, 10)], allTaps)).toBe("mqtt-kafka");
    expect(hopOf([seen(0), gap("mqtt-bridge", 1_000)], allTaps)).toBe("mqtt-kafka");
  });

  test("at publisher-mqtt if the tap on MQTT would have seen it", () => {
    expect(hopOf([], allTaps)).toBe("publisher-mqtt");
    expect(hopOf([], withoutLink)).toBe("publisher-mqtt");
    expect(hopOf([gap("mqtt", 0, 19), gap("mqtt", 41)], withoutLink)).toBe("publisher-mqtt");
  });

  test.each([
    [0, 20],
    [20, 20],
    [25, 26],
    [40, 50],
    [0, 100],
  ])("without evidence of the hop if the tap on MQTT has a gap from %d to %d", (from, to) => {
    expect(hopOf([gap("mqtt", from, to)], withoutLink)).toBe("no-evidence");
  });

  test("without evidence of the hop if the tap on MQTT has a gap before the last acknowledgement", () => {
    const again = acknowledged(0, { at: 60 });
    expect(hopOf([again, gap("mqtt", 50, 55)], withoutLink)).toBe("no-evidence");
    expect(hopOf([again, acknowledged(0, { at: 45 }), gap("mqtt", 50, 55)], withoutLink)).toBe("no-evidence");
    expect(hopOf([again, gap("mqtt", 61)], withoutLink)).toBe("publisher-mqtt");
  });

  test("without evidence of the hop if there is no tap on MQTT", () => {
    expect(hopOf([], ["kafka"])).toBe("no-evidence");
    expect(hopOf([], ["mqtt-bridge", "kafka"])).toBe("no-evidence");
  });
});
