import { describe, expect, test } from "vitest";
import {
  arrived,
  consumed,
  judge,
  lateAfterMicros,
  listed,
  otherBytes,
  published,
  written,
} from "../facts.ts";

const seqs = [0, 1, 2, 3];
const arrivedAll = seqs.flatMap((seq) => [...published(seq), ...arrived(seq)]);

describe("consumptions", () => {
  test("each further consumption is a duplicate, and not reordered", () => {
    const verdict = judge([...arrivedAll, consumed(1), consumed(1), consumed(0)]);
    expect(listed(verdict)).toEqual({ duplicates: [0, 1, 1] });
    expect(verdict.counts).toMatchObject({ consumed: 4, duplicates: 3 });
  });

  test("a further consumption of a phantom is a duplicate", () => {
    expect(listed(judge([consumed(0), consumed(0)]))).toEqual({ phantom: [0], duplicates: [0] });
  });

  test("a first arrival after a higher seq is reordered, with its distance from the highest seq as displacement", () => {
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

  test("order is judged within a device and run, not across them", () => {
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

  test("a reading that is first consumed later than the limit after it was made is late, and consumed", () => {
    const verdict = judge([
      ...[...published(0, { at: 5 }), ...published(1, { at: 5 })],
      ...[consumed(0, { at: 5 + lateAfterMicros }), consumed(1, { at: 6 + lateAfterMicros })],
    ]);
    expect(listed(verdict)).toEqual({ late: [1] });
    expect(verdict.counts.consumed).toBe(2);
  });

  test("a reading is late, too, if the ledger learns of its consumption before its making", () => {
    const early = [0, 1].map((seq) => consumed(seq, { at: lateAfterMicros + seq }));
    expect(listed(judge([...early, ...published(0), ...published(1)]))).toEqual({ late: [1] });
  });

  test("a duplicate after the limit is not late", () => {
    const facts = [...published(0), consumed(0), consumed(0, { at: lateAfterMicros + 1 })];
    expect(listed(judge(facts))).toEqual({ duplicates: [0] });
  });

  test("a reading that is consumed and was never made is a phantom, whatever its bytes", () => {
    expect(listed(judge([...arrivedAll, consumed(7, { sha256: otherBytes })]))).toEqual({ phantom: [7] });
  });

  test("a reading that is in Kafka and was never made is a phantom, also if nobody has consumed it", () => {
    const verdict = judge([...arrivedAll, written(7), written(8), consumed(8)]);
    expect(listed(verdict)).toEqual({ phantom: [7, 8] });
    expect(verdict.unconsumedPhantoms).toBe(1);
  });

  test("a reading whose consumption the ledger learns of before its making is no phantom", () => {
    const heard = [consumed(0, { at: 1 }), consumed(1, { at: 1 })];
    expect(judge(heard).counts.phantom).toBe(2);
    expect(listed(judge([...heard, ...published(0), ...published(1)]))).toEqual({});
  });

  test("each consumption with other bytes is corrupt, whenever the ledger learns of the original", () => {
    const bad = consumed(0, { sha256: otherBytes });
    const expected = { duplicates: [0, 0], corrupt: [0, 0] };
    expect(listed(judge([...published(0), consumed(0), bad, bad]))).toEqual(expected);
    expect(listed(judge([...published(0), bad, consumed(0), bad]))).toEqual(expected);
    expect(listed(judge([consumed(0), bad, bad, ...published(0)]))).toEqual(expected);
    expect(listed(judge([bad, consumed(0), ...published(0), bad]))).toEqual(expected);
    expect(listed(judge([bad, ...published(0), consumed(0)]))).toEqual({ duplicates: [0], corrupt: [0] });
  });

  test("a duplicate of a reading that was settled too long ago is counted as not compared", () => {
    const bad = [consumed(0, { sha256: otherBytes }), consumed(1, { sha256: otherBytes })];
    const readings = [0, 1, 2].flatMap((seq) => [...published(seq), consumed(seq)]);
    const verdict = judge([...readings, ...bad], { rememberedReadings: 2 });
    expect(listed(verdict)).toEqual({ duplicates: [0, 1], corrupt: [1] });
    expect(verdict.uncheckedBytes).toBe(1);
  });
});
