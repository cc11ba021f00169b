import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../services/shared/journal/journal.ts";
import { Ledger } from "../../../../testbed/ledger/ledger.ts";
import {
  acknowledged,
  arrived,
  bytes,
  consumed,
  deadLettered,
  delivered,
  dropped,
  gap,
  judge,
  lateAfterMicros,
  lateAfterMs,
  listed,
  made,
  otherBytes,
  published,
  seen,
  sent,
  toggled,
  written,
} from "./facts.ts";

const seqs = [0, 1, 2, 3];
const arrivedAll = seqs.flatMap((seq) => [...published(seq), ...arrived(seq)]);

describe("words", () => {
  test("what arrives once, in order and unchanged is counted at every tap, and no anomaly", () => {
    const verdict = judge(arrivedAll);
    expect(listed(verdict)).toEqual({});
    expect(verdict.counts).toEqual({
      made: 4,
      dropped: 0,
      sent: 4,
      acknowledged: 4,
      unknown: 0,
      unconfirmed: 0,
      atBroker: 4,
      inKafka: 4,
      consumed: 4,
      lost: 0,
      duplicates: 0,
      reordered: 0,
      late: 0,
      phantom: 0,
      corrupt: 0,
      missingFinal: 0,
      doubleFinal: 0,
      ghost: 0,
      deadLettered: 0,
      filtered: 0,
      untraced: 0,
    });
  });

  test("a fact that is told again counts once, unless it is a consumption", () => {
    const facts = [made(0), sent(0), sent(0), acknowledged(0), acknowledged(0), seen(0), seen(0), written(0)];
    const { counts } = judge([...facts, written(0), consumed(0), deadLettered(0), deadLettered(0)]);
    expect(counts).toMatchObject({ made: 1, sent: 1, acknowledged: 1, atBroker: 1, inKafka: 1 });
    expect(counts).toMatchObject({ consumed: 1, deadLettered: 1, duplicates: 0 });
  });

  test("what the publisher's full buffer discarded is dropped, and neither unknown nor lost", () => {
    const verdict = judge([made(0), dropped(0)]);
    expect(listed(verdict)).toEqual({ dropped: [0] });
    expect(verdict.counts).toMatchObject({ made: 1, sent: 0, unknown: 0 });
  });

  test("what is made and not sent yet is nothing but made", () => {
    const verdict = judge([made(0)]);
    expect(listed(verdict)).toEqual({});
    expect(verdict.counts).toMatchObject({ made: 1, sent: 0, unknown: 0 });
  });

  test("sent, and neither acknowledged nor consumed, is unknown and unconfirmed, not lost", () => {
    const verdict = judge([made(0), sent(0)]);
    expect(listed(verdict)).toEqual({ unconfirmed: [0] });
    expect(verdict.counts).toMatchObject({ unknown: 1, unconfirmed: 1, lost: 0 });
  });

  test("sent, not acknowledged and consumed, is unknown and confirmed by its arrival", () => {
    const verdict = judge([made(0), sent(0), ...arrived(0)]);
    expect(listed(verdict)).toEqual({});
    expect(verdict.counts).toMatchObject({ unknown: 1, unconfirmed: 0, consumed: 1 });
  });

  test("dropped after it was sent is both dropped and unknown", () => {
    expect(judge([made(0), sent(0), dropped(0)]).counts).toMatchObject({ dropped: 1, unknown: 1 });
  });

  test("acknowledged and not consumed is lost", () => {
    expect(listed(judge([...published(0), ...published(1), ...arrived(0)]))).toEqual({ lost: [1] });
  });

  test("the first and the last lost reading are known by the time they were made", () => {
    const at = (micros: number) => ({ at: micros });
    const facts = [
      ...[...published(0, at(10)), ...published(1, at(20))],
      ...[...published(2, at(30)), ...published(3, at(40)), consumed(0), consumed(2)],
    ];
    expect(judge(facts).lostTime).toEqual({ firstAt: 20, lastAt: 40 });
    expect(judge(arrivedAll).lostTime).toBeUndefined();
  });

  test("a dead-lettered reading that was not consumed is lost, and is said to be dead-lettered", () => {
    const verdict = judge([...published(0), ...published(1), deadLettered(0)]);
    expect(verdict.counts).toMatchObject({ deadLettered: 1, lost: 2 });
    expect(verdict.lostDeadLettered).toBe(1);
    expect(verdict.anomalies.lost.map((reading) => reading.deadLettered)).toEqual([true, false]);
  });

  test("each further consumption is a duplicate, and not reordered", () => {
    const verdict = judge([...arrivedAll, consumed(1), consumed(1), consumed(0)]);
    expect(listed(verdict)).toEqual({ duplicates: [0, 1, 1] });
    expect(verdict.counts).toMatchObject({ consumed: 4, duplicates: 3 });
  });

  test("a further consumption of a phantom is a duplicate", () => {
    expect(listed(judge([consumed(0), consumed(0)]))).toEqual({ phantom: [0], duplicates: [0] });
  });

  test("a first arrival after a higher seq is reordered, by its distance from the highest", () => {
    const facts = [
      ...seqs.flatMap((seq) => published(seq)),
      consumed(0),
      consumed(3),
      consumed(1),
      consumed(2),
    ];
    const verdict = judge(facts);
    expect(listed(verdict)).toEqual({ reordered: [1, 2] });
    expect(verdict.largestDisplacement).toBe(2);
  });

  test("order is one of a device and a run, not between them", () => {
    const others = [
      { device: "e", run: "r" },
      { device: "d", run: "s" },
    ];
    const facts = [1, 0].flatMap((seq, which) => [
      ...published(seq, others[which]),
      consumed(seq, others[which]),
    ]);
    expect(listed(judge([...published(2), consumed(2), ...facts]))).toEqual({});
  });

  test("first consumed later than the limit after it was made is late, and consumed", () => {
    const verdict = judge([
      ...[...published(0, { at: 5 }), ...published(1, { at: 5 })],
      ...[consumed(0, { at: 5 + lateAfterMicros }), consumed(1, { at: 6 + lateAfterMicros })],
    ]);
    expect(listed(verdict)).toEqual({ late: [1] });
    expect(verdict.counts.consumed).toBe(2);
  });

  test("a late duplicate is not late", () => {
    const facts = [...published(0), consumed(0), consumed(0, { at: lateAfterMicros + 1 })];
    expect(listed(judge(facts))).toEqual({ duplicates: [0] });
  });

  test("consumed and never made is a phantom, whatever its bytes", () => {
    expect(listed(judge([...arrivedAll, consumed(7, { sha256: otherBytes })]))).toEqual({ phantom: [7] });
  });

  test("consumed before the ledger hears that it was made is no phantom", () => {
    const heard = [consumed(0, { at: 1 }), consumed(1, { at: 1 })];
    expect(judge(heard).counts.phantom).toBe(2);
    expect(listed(judge([...heard, ...published(0), ...published(1)]))).toEqual({});
  });

  test("each consumption with other bytes is corrupt, whenever the ledger hears what was made", () => {
    const bad = consumed(0, { sha256: otherBytes });
    const expected = { duplicates: [0, 0], corrupt: [0, 0] };
    expect(listed(judge([...published(0), consumed(0), bad, bad]))).toEqual(expected);
    expect(listed(judge([consumed(0), bad, bad, ...published(0)]))).toEqual(expected);
    expect(listed(judge([bad, consumed(0), ...published(0), bad]))).toEqual(expected);
  });

  test("a duplicate of a reading that was settled too long ago is counted as not compared", () => {
    const bad = [consumed(0, { sha256: otherBytes }), consumed(1, { sha256: otherBytes })];
    const readings = [0, 1, 2].flatMap((seq) => [...published(seq), consumed(seq)]);
    const verdict = judge([...readings, ...bad], { rememberedReadings: 2 });
    expect(listed(verdict)).toEqual({ duplicates: [0, 1], corrupt: [1] });
    expect(verdict.uncheckedBytes).toBe(1);
  });

  test("filtered and untraced are counted, and in no other verdict", () => {
    const verdict = judge([
      ...arrivedAll,
      { tap: "kafka", fact: "untraced" },
      { tap: "bridge", fact: "filtered", count: 3 },
      { tap: "bridge", fact: "filtered", count: 4 },
    ]);
    expect(verdict.counts).toEqual({ ...judge(arrivedAll).counts, untraced: 1, filtered: 7 });
  });
});

describe("a verdict", () => {
  test("tells devices apart, in the order of their names", () => {
    const facts = [...published(0, { device: "e" }), ...published(0), ...published(1), consumed(0)];
    const { counts, devices, anomalies } = judge(facts);
    expect(devices.map(({ device, counts: { made, lost } }) => [device, made, lost])).toEqual([
      ["d", 2, 1],
      ["e", 1, 1],
    ]);
    expect(counts).toMatchObject({ made: 3, lost: 2 });
    expect(anomalies.lost).toMatchObject([
      { device: "d", run: "r", seq: 1 },
      { device: "e", run: "r", seq: 0 },
    ]);
  });

  test("names the readings of the publisher's first run first", () => {
    const later = published(0, { run: "a later run" });
    const strangers = consumed(0, { run: "a run of nobody's" });
    const { anomalies } = judge([strangers, ...published(0), ...later]);
    expect(anomalies.lost.map(({ run }) => run)).toEqual(["r", "a later run"]);
  });

  test("says which taps were there, and when they may have missed something", () => {
    const { taps, gaps } = judge([gap("mqtt-bridge", 3, 4), gap("consumer", 5)], {
      taps: ["mqtt-bridge", "kafka"],
    });
    expect(taps).toEqual(["mqtt-bridge", "kafka"]);
    expect(gaps).toEqual({
      publisher: [],
      mqtt: [],
      "mqtt-bridge": [{ from: 3, to: 4 }],
      kafka: [],
      consumer: [{ from: 5, to: Number.POSITIVE_INFINITY }],
    });
  });
});

describe("a ledger", () => {
  test("remembers of what arrived only the bytes of the last readings", () => {
    const ledger = new Ledger({ lateAfterMs, rememberedReadings: 10 });
    for (let seq = 0; seq < 5_000; seq += 1) {
      for (const fact of [...published(seq), ...arrived(seq)]) ledger.add(fact);
    }
    expect(ledger.held).toBe(10);
    expect(ledger.verdict().counts).toMatchObject({ made: 5_000, consumed: 5_000 });
  });

  test("holds nothing of a reading that was consumed several times before it was made", () => {
    const ledger = new Ledger({ lateAfterMs, rememberedReadings: 0 });
    for (const fact of [consumed(0), consumed(0), consumed(0)]) ledger.add(fact);
    expect(ledger.held).toBeGreaterThan(0);
    for (const fact of published(0)) ledger.add(fact);
    expect(ledger.held).toBe(0);
  });

  test("holds nothing of a reading whose sending it hears of only after the reading was settled", () => {
    const ledger = new Ledger({ lateAfterMs, rememberedReadings: 0 });
    for (const fact of [consumed(0), ...published(0), ...published(0)]) ledger.add(fact);
    expect(ledger.held).toBe(0);
  });

  test("refuses facts of a tap that is not to be there", () => {
    const ledger = new Ledger({ lateAfterMs });
    expect(() => ledger.add(delivered(0))).toThrow(
      '"delivered" comes from the tap "mqtt-bridge", which is not among the ledger\'s taps (mqtt, kafka)',
    );
    expect(() => ledger.add(gap("mqtt-bridge"))).toThrow(RangeError);
  });

  test("refuses a gap that ends before it begins", () => {
    const ledger = new Ledger({ lateAfterMs });
    expect(() => ledger.add(gap("mqtt", 2, 1))).toThrow('the tap "mqtt" has a gap from 2 to 1 µs');
    expect(() => ledger.add(gap("mqtt", Number.NaN, 1))).toThrow(RangeError);
  });

  test.each(["", "no hash", `${bytes}00`, "x".repeat(64), `${bytes.slice(2)}zz`])(
    "refuses what is no SHA-256: %j",
    (hash) => {
      const ledger = new Ledger({ lateAfterMs });
      expect(() => ledger.add(made(0, { sha256: hash }))).toThrow(`"${hash}" is not the hex of a SHA-256`);
    },
  );

  test("takes the hex of a SHA-256 in either case", () => {
    const upper = sha256(Buffer.from("as made")).toUpperCase();
    expect(listed(judge([...published(0), consumed(0, { sha256: upper })]))).toEqual({});
  });

  test.each([-1, 1.5, Number.NaN])("refuses to remember %d readings", (rememberedReadings) => {
    expect(() => new Ledger({ lateAfterMs, rememberedReadings })).toThrow(RangeError);
  });

  test("takes toggles of a device that makes nothing", () => {
    expect(judge([toggled("Inactive"), toggled("Active")]).counts.made).toBe(0);
  });
});
