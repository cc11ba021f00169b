import { describe, expect, test } from "vitest";
import { optionalTaps } from "../../../../../testbed/ledger/tap.ts";
import {
  anomalyWords,
  type Counts,
  type DeviceWord,
  deviceWords,
} from "../../../../../testbed/ledger/verdict/counted-words.ts";
import {
  brokenInvariants,
  brokenStages,
  imbalances,
} from "../../../../../testbed/ledger/verdict/invariants.ts";
import { type Verdict } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { acknowledged, arrived, judge, made, published, sent } from "../facts.ts";

/** Returns a verdict that has these counts in total, of its only device and as the lengths of its lists. */
function verdictWith(some: Partial<Record<DeviceWord, number>>, findings: Partial<Verdict> = {}): Verdict {
  const none = judge([], { taps: optionalTaps });
  const [device] = judge([made(0)], { taps: optionalTaps }).devices;
  const counts: Counts = { ...none.counts, ...some };
  const lists = anomalyWords.map((word) => [word, Array.from({ length: counts[word] })]);
  return {
    ...none,
    counts,
    devices: device === undefined ? [] : [{ ...device, counts }],
    anomalies: Object.fromEntries(lists),
    lostAt: { ...none.lostAt, "mqtt-kafka": counts.lost },
    ...findings,
  };
}

const oneLost = () => judge([...published(0), ...published(1), ...arrived(0)]);

describe("a sum does not hold", () => {
  test.each([
    ["a reading that was sent was never made", [sent(0)], ["sent (1) is more than made (0)"]],
    [
      "a reading that was acknowledged was never sent",
      [made(0), acknowledged(0)],
      ["sent (0) is not acknowledged + unknown (1)"],
    ],
    [
      "a reading that was consumed was never sent",
      [made(0), ...arrived(0)],
      ["consumed - consumed phantoms (1) is not acknowledged - lost + unknown - unconfirmed (0)"],
    ],
  ])("if %s", (_, facts, sentences) => {
    expect(imbalances(judge(facts))).toEqual(sentences);
  });

  test("if more was dropped than made, or if what was consumed and what was not are not what was sent", () => {
    expect(imbalances(verdictWith({ dropped: 1 }))).toEqual(["dropped (1) is more than made (0)"]);
    const counts = { made: 20, sent: 20, acknowledged: 16, lost: 8, unknown: 4, unconfirmed: 2 };
    const whole = { ...counts, consumed: 12, phantom: 3 };
    expect(imbalances(verdictWith(whole, { unconsumedPhantoms: 1 }))).toEqual([]);
    expect(imbalances(verdictWith({ ...whole, consumed: 13 }, { unconsumedPhantoms: 1 }))).toEqual([
      "consumed - consumed phantoms (11) is not acknowledged - lost + unknown - unconfirmed (10)",
    ]);
  });
});

describe("an invariant is violated", () => {
  test("by no verdict of the ledger", () => {
    expect(brokenInvariants(oneLost())).toEqual([]);
  });

  test("if a count is not the sum over the devices, or not the length of its list", () => {
    const verdict = oneLost();
    expect(brokenInvariants({ ...verdict, counts: { ...verdict.counts, lost: 0 } })).toEqual([
      "lost in total (0) is not lost of the devices (1)",
      "lost (0) is not its list's length (1)",
      "lost (0) is not lost at all hops together (1)",
    ]);
  });

  test("if more dead letters are among the lost than were lost, or than there are", () => {
    expect(brokenInvariants({ ...oneLost(), lostDeadLettered: 2 })).toEqual([
      "dead-lettered among the lost (2) is more than lost (1)",
      "dead-lettered among the lost (2) is more than deadLettered (0)",
    ]);
  });

  test.each<[Partial<Record<DeviceWord, number>>, Partial<Verdict>, string]>([
    [{ lost: 2, acknowledged: 1, sent: 1 }, {}, "lost (2) is more than acknowledged (1)"],
    [{ unconfirmed: 2, unknown: 1, sent: 1 }, {}, "unconfirmed (2) is more than unknown (1)"],
    [{ unknown: 2, sent: 1 }, {}, "unknown (2) is more than sent (1)"],
    [{ sent: 4, acknowledged: 2, unknown: 1 }, {}, "sent (4) is more than acknowledged + unknown (3)"],
    [{ reordered: 2, consumed: 1, made: 1 }, {}, "reordered (2) is more than consumed (1)"],
    [{ late: 2, consumed: 1, made: 1 }, {}, "late (2) is more than consumed (1)"],
    [{ phantom: 4, consumed: 2, inKafka: 1 }, {}, "phantom (4) is more than consumed + inKafka (3)"],
    [
      { phantom: 1, inKafka: 1 },
      { unconsumedPhantoms: 2 },
      "phantom not consumed (2) is more than phantom (1)",
    ],
    [{ unsent: 2, made: 1 }, {}, "unsent (2) is more than made (1)"],
    [{ inKafka: 4, made: 2, phantom: 1 }, {}, "inKafka (4) is more than made + phantom (3)"],
    [{ consumed: 4, made: 2, phantom: 1 }, {}, "consumed (4) is more than made + phantom (3)"],
    [{ ghost: 2, consumed: 1, made: 1 }, {}, "ghost (2) is more than consumed (1)"],
    [
      { corrupt: 4, consumed: 2, made: 2, duplicates: 1 },
      {},
      "corrupt (4) is more than consumed + duplicates (3)",
    ],
    [{ duplicates: 1 }, { uncheckedBytes: 2 }, "duplicates not compared (2) is more than duplicates (1)"],
  ])("if a part is more than the whole: of %j %j", (counts, findings, sentence) => {
    expect(brokenInvariants(verdictWith(counts, findings))).toEqual([sentence]);
  });

  test("by no part that is the whole", () => {
    const ones = Object.fromEntries(deviceWords.map((word) => [word, 1]));
    const counts = { ...ones, acknowledged: 1, unknown: 1, sent: 2 };
    const parts = { lostDeadLettered: 1, unconsumedPhantoms: 1, uncheckedBytes: 1 };
    expect(brokenInvariants(verdictWith(counts, parts))).toEqual([]);
  });
});

describe("a stage is larger than the one before it", () => {
  const whole = { made: 1, sent: 1, unknown: 1, atBroker: 1, inKafka: 1, consumed: 1 };

  test.each<[string, Partial<Record<DeviceWord, number>>, string[]]>([
    [
      "more was acknowledged than sent",
      { acknowledged: 2, lost: 2 },
      ["acknowledged (2) is more than sent (1)", "sent (1) is not acknowledged + unknown (3)"],
    ],
    [
      "more was made than was sent, dropped and kept",
      { made: 8, sent: 4, unknown: 4, unconfirmed: 3, dropped: 2, unsent: 1 },
      ["made (8) is more than sent + dropped + unsent (7)"],
    ],
    ["the broker passed on more than was sent", { atBroker: 2 }, ["atBroker (2) is more than sent (1)"]],
    ["more was consumed than is in Kafka", { inKafka: 0 }, ["consumed (1) is more than inKafka (0)"]],
  ])("if %s", (_, counts, sentences) => {
    expect(brokenStages(verdictWith({ ...whole, ...counts }))).toEqual(sentences);
  });

  test("by no reading that arrived, nor by one at the broker that nobody made", () => {
    expect(brokenStages(verdictWith(whole))).toEqual([]);
    expect(brokenStages(verdictWith({ ...whole, atBroker: 3 }, { unmadeAtBroker: 2 }))).toEqual([]);
  });

  const noGaps = { publisher: [], mqtt: [], "mqtt-bridge": [], bridge: [], kafka: [], consumer: [] };

  test.each<[string, Partial<Verdict>]>([
    ["no tap was on Kafka", { taps: ["mqtt"] }],
    ["the tap on Kafka may have missed something", { gaps: { ...noGaps, kafka: [{ from: 1, to: 2 }] } }],
  ])("is not said of Kafka and the consumer if %s", (_, findings) => {
    expect(brokenStages(verdictWith({ ...whole, inKafka: 0 }, findings))).toEqual([]);
  });
});
