import { expect, test } from "vitest";
import { partNames, stages } from "../../../../services/shared/topology.ts";
import { type Claims } from "../../../../testbed/drill/claims.ts";
import { lyingGreen, type Sample } from "../../../../testbed/drill/lying-green.ts";
import { type StageCounts } from "../../../../testbed/run/observe/progress.ts";

const all = (healthy: boolean): Claims =>
  Object.fromEntries(
    partNames.map((part) => [part, { healthy, says: healthy ? "fine" : "no answer" }]),
  ) as Claims;

/** All stages at `count`, but for those that are named. */
const counts = (count: number, others: Partial<StageCounts> = {}): StageCounts => ({
  ...(Object.fromEntries(stages.map((stage) => [stage, count])) as StageCounts),
  ...others,
});

const sample = (second: number, stage: StageCounts, claims = all(true)): Sample => ({
  at: second * 1_000_000,
  claims,
  counts: stage,
});

const seconds = [0, 1, 2, 3, 4];

test("nobody lies while readings flow", () => {
  expect(lyingGreen(seconds.map((second) => sample(second, counts(second))))).toEqual([]);
});

test("nobody lies while there is nothing to pass on", () => {
  expect(lyingGreen(seconds.map((second) => sample(second, counts(7))))).toEqual([]);
});

test("the part before which readings wait while it says that all is well, lies", () => {
  const stuck = seconds.map((second) => sample(second, counts(100 + second, { inKafka: 5, consumed: 5 })));
  expect(lyingGreen(stuck)).toEqual([{ part: "bridge", forMs: 3_000, says: "fine" }]);
});

test("a part that says it is not well does not lie", () => {
  const stuck = seconds.map((second) =>
    sample(second, counts(100 + second, { inKafka: 5, consumed: 5 }), all(false)),
  );
  expect(lyingGreen(stuck)).toEqual([]);
});

test("a pause shorter than two seconds is no lie", () => {
  const paused = [0, 0.5, 1, 1.5].map((second) =>
    sample(second, counts(100 + second, { inKafka: 5, consumed: 5 })),
  );
  expect(lyingGreen([...paused, sample(2, counts(200))])).toEqual([]);
});
