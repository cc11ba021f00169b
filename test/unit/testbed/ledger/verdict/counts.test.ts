import { describe, expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { optionalTaps } from "../../../../../testbed/ledger/tap.ts";
import {
  acknowledged,
  arrived,
  consumed,
  deadLettered,
  dropped,
  gap,
  judge,
  listed,
  made,
  published,
  seen,
  sent,
  written,
} from "../facts.ts";

const seqs = [0, 1, 2, 3];
const arrivedAll = seqs.flatMap((seq) => [...published(seq), ...arrived(seq)]);

describe("counts", () => {
  test("a reading that arrives once, in order and unchanged is counted at every tap and is no anomaly", () => {
    const verdict = judge(arrivedAll);
    expect(listed(verdict)).toEqual({});
    expect(verdict.counts).toEqual({
      made: 4,
      dropped: 0,
      unsent: 0,
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

  test("repeated facts count once, except consumptions", () => {
    const facts = [made(0), sent(0), sent(0), acknowledged(0), acknowledged(0), seen(0), seen(0), written(0)];
    const { counts } = judge([...facts, written(0), consumed(0), deadLettered(0), deadLettered(0)]);
    expect(counts).toMatchObject({ made: 1, sent: 1, acknowledged: 1, atBroker: 1, inKafka: 1 });
    expect(counts).toMatchObject({ consumed: 1, deadLettered: 1, duplicates: 0 });
  });

  test("a reading that the publisher's full buffer discarded is dropped, and neither unknown nor lost", () => {
    const verdict = judge([made(0), dropped(0)]);
    expect(listed(verdict)).toEqual({ dropped: [0] });
    expect(verdict.counts).toMatchObject({ made: 1, sent: 0, unknown: 0 });
  });

  test("a reading that is made, and neither sent nor dropped, is unsent, with the time of its making", () => {
    const verdict = judge([made(0, { at: 7 }), ...published(1), ...arrived(1)]);
    expect(verdict.anomalies.unsent).toEqual([
      { device: "d", run: "r", seq: 0, madeAt: 7, publisherEnded: false },
    ]);
    expect(listed(judge([made(0)]))).toEqual({ unsent: [0] });
    expect(judge([made(0)]).counts).toMatchObject({ made: 1, sent: 0, unknown: 0 });
  });

  test("a reading that is sent, but neither acknowledged nor consumed, is unknown and unconfirmed, not lost", () => {
    const verdict = judge([made(0), sent(0)]);
    expect(listed(verdict)).toEqual({ unconfirmed: [0] });
    expect(verdict.counts).toMatchObject({ unknown: 1, unconfirmed: 1, lost: 0 });
  });

  test("unsent and unconfirmed readings of a publisher that was followed by another one are marked", () => {
    const cut = [made(0, { run: "first" }), sent(0, { run: "first" }), made(1, { run: "first" })];
    const { unsent, unconfirmed } = judge([...cut, made(0, { run: "second" })]).anomalies;
    const marks = [...unconfirmed, ...unsent].map(({ run, seq, publisherEnded }) => [
      run,
      seq,
      publisherEnded,
    ]);
    expect(marks).toEqual([
      ["first", 0, true],
      ["first", 1, true],
      ["second", 0, false],
    ]);
  });

  test("a reading that is sent and consumed, but not acknowledged, is unknown, but not unconfirmed", () => {
    const verdict = judge([made(0), sent(0), ...arrived(0)]);
    expect(listed(verdict)).toEqual({});
    expect(verdict.counts).toMatchObject({ unknown: 1, unconfirmed: 0, consumed: 1 });
  });

  test("a reading that is dropped after it was sent is both dropped and unknown", () => {
    expect(judge([made(0), sent(0), dropped(0)]).counts).toMatchObject({ dropped: 1, unknown: 1 });
  });

  test("a reading that is acknowledged and not consumed is lost", () => {
    expect(listed(judge([...published(0), ...published(1), ...arrived(0)]))).toEqual({ lost: [1] });
  });

  test("the time of the loss spans from making the first to making the last lost reading", () => {
    const at = (micros: number) => ({ at: micros });
    const facts = [
      ...[...published(0, at(10)), ...published(1, at(20))],
      ...[...published(2, at(30)), ...published(3, at(40)), consumed(0), consumed(2)],
    ];
    expect(judge(facts).lostTime).toEqual({ firstAt: 20, lastAt: 40 });
    expect(judge(arrivedAll).lostTime).toBeUndefined();
    // Without a record of its making.
    expect(judge([...facts, acknowledged(9, at(50))]).lostTime).toEqual({ firstAt: 20, lastAt: 40 });
  });

  test("a dead-lettered reading that is not consumed is lost, and marked as dead-lettered", () => {
    const verdict = judge([...published(0), ...published(1), deadLettered(0)]);
    expect(verdict.counts).toMatchObject({ deadLettered: 1, lost: 2 });
    expect(verdict.lostDeadLettered).toBe(1);
    expect(verdict.anomalies.lost.map((reading) => reading.deadLettered)).toEqual([true, false]);
  });

  test("filtered and untraced records are counted, and change no other count", () => {
    const facts: LedgerFact[] = [
      ...arrivedAll,
      { tap: "kafka", fact: "untraced" },
      { tap: "bridge", fact: "filtered", count: 3 },
      { tap: "bridge", fact: "filtered", count: 4 },
    ];
    const verdict = judge(facts, { taps: optionalTaps });
    expect(verdict.counts).toEqual({ ...judge(arrivedAll).counts, untraced: 1, filtered: 7 });
    expect(verdict.filteredEvidence).toBe("exact");
  });

  test("the count of filtered messages is the least if the bridge's count has a gap after the first reading was made", () => {
    const evidence = (...gaps: LedgerFact[]) =>
      judge([made(0, { at: 10 }), ...gaps], { taps: optionalTaps }).filteredEvidence;
    expect(evidence(gap("bridge", Number.NEGATIVE_INFINITY, 9))).toBe("exact");
    expect(evidence(gap("bridge", 8, 10))).toBe("at least");
    expect(evidence(gap("bridge", 50))).toBe("at least");
    expect(evidence(gap("mqtt", 50))).toBe("exact");
    expect(judge(arrivedAll).filteredEvidence).toBe("not observed");
  });
});
