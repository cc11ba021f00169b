import { expect, test } from "vitest";
import { partNames, stages } from "../../../../services/shared/topology.ts";
import { type Claims } from "../../../../testbed/drill/claims.ts";
import { lyingGreen, type Sample } from "../../../../testbed/drill/lying-green.ts";
import { type StageCounts } from "../../../../testbed/run/observe/progress.ts";

const all = (healthy: boolean): Claims =>
  Object.fromEntries(
    partNames.map((part) => [part, { healthy, says: healthy ? "fine" : "no answer" }]),
  ) as Claims;

/** Stage counts: `count` at all stages except those in `others`. */
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

test("no part is a lying green while readings flow", () => {
  expect(lyingGreen(seconds.map((second) => sample(second, counts(second))))).toEqual([]);
});

test("no part is a lying green while no readings wait", () => {
  expect(lyingGreen(seconds.map((second) => sample(second, counts(7))))).toEqual([]);
});

test("a part that reports healthy during a stall is a lying green", () => {
  const stuck = seconds.map((second) => sample(second, counts(100 + second, { inKafka: 5, consumed: 5 })));
  expect(lyingGreen(stuck)).toEqual([{ part: "bridge", forMs: 3_000, says: "fine" }]);
});

test("a part that reports unhealthy during a stall is no lying green", () => {
  const stuck = seconds.map((second) =>
    sample(second, counts(100 + second, { inKafka: 5, consumed: 5 }), all(false)),
  );
  expect(lyingGreen(stuck)).toEqual([]);
});

test("a pause of less than two seconds is no stall", () => {
  const paused = [0, 0.5, 1, 1.5].map((second) =>
    sample(second, counts(100 + second, { inKafka: 5, consumed: 5 })),
  );
  expect(lyingGreen([...paused, sample(2, counts(200))])).toEqual([]);
});
