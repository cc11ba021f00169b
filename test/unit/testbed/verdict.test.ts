import fc from "fast-check";
import { expect, test } from "vitest";
import { type Fact, type ReadingFact } from "../../../services/shared/journal.ts";
import { judge } from "../../../testbed/ledger/verdict.ts";

const facts = (fact: ReadingFact["fact"], seqs: readonly number[], sha256 = "s"): Fact[] =>
  seqs.map((seq) => ({ fact, at: 0, device: "d", run: "r", seq, sha256 }));

const published = (seqs: readonly number[]) => [...facts("made", seqs), ...facts("acknowledged", seqs)];

const nothingWrong = {
  unacknowledged: [],
  lost: [],
  duplicates: [],
  reordered: [],
  phantom: [],
  corrupt: [],
};

test("what arrives once, in order and unchanged is no anomaly", () => {
  const seqs = [0, 1, 2, 3];
  expect(judge(published(seqs), facts("consumed", seqs))).toEqual({
    made: ["d r 0", "d r 1", "d r 2", "d r 3"],
    dropped: [],
    acknowledged: 4,
    consumed: 4,
    ...nothingWrong,
  });
});

test("acknowledged and not consumed is lost", () => {
  expect(judge(published([0, 1, 2]), facts("consumed", [0, 2]))).toMatchObject({
    ...nothingWrong,
    lost: ["d r 1"],
  });
});

test("made and not acknowledged is not lost but unacknowledged", () => {
  expect(judge(facts("made", [0]), [])).toMatchObject({ ...nothingWrong, unacknowledged: ["d r 0"] });
});

test("what was dropped is neither lost nor unacknowledged", () => {
  const verdict = judge([...facts("made", [0]), ...facts("dropped", [0])], []);
  expect(verdict).toMatchObject({ ...nothingWrong, dropped: ["d r 0"] });
});

test("a repetition of what was consumed is a duplicate and not reordered", () => {
  const verdict = judge(published([0, 1]), facts("consumed", [0, 1, 0, 1]));
  expect(verdict).toMatchObject({ ...nothingWrong, consumed: 2, duplicates: ["d r 0", "d r 1"] });
});

test("a first arrival after a higher seq is reordered", () => {
  expect(judge(published([0, 1, 2]), facts("consumed", [0, 2, 1]))).toMatchObject({
    ...nothingWrong,
    reordered: ["d r 1"],
  });
});

test("consumed and never made is a phantom", () => {
  expect(judge(published([0]), facts("consumed", [0, 7]))).toMatchObject({
    ...nothingWrong,
    phantom: ["d r 7"],
  });
});

test("consumed with other bytes is corrupt", () => {
  expect(judge(published([0]), facts("consumed", [0], "other"))).toMatchObject({
    ...nothingWrong,
    corrupt: ["d r 0"],
  });
});

test("whatever is withheld, and only that, is lost", () => {
  const many = Array.from({ length: 50 }, (_, seq) => seq);
  fc.assert(
    fc.property(fc.subarray(many), (consumed) => {
      const { lost, ...others } = judge(published(many), facts("consumed", consumed));
      expect(lost).toEqual(many.filter((seq) => !consumed.includes(seq)).map((seq) => `d r ${seq}`));
      expect(others).toMatchObject({ duplicates: [], reordered: [], phantom: [], corrupt: [] });
    }),
  );
});
