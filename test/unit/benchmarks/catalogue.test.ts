import { expect, test } from "vitest";
import { minutesOf } from "../../../benchmarks/bench-command.ts";
import { benchmarks } from "../../../benchmarks/catalogue.ts";
import { runtimes } from "../../../testbed/pipeline/runtime.ts";

const rows = benchmarks.flatMap(({ name, runtimes: where, measures }) =>
  measures.flatMap(({ measure, targets }) =>
    runtimes.map((runtime) => ({
      name,
      measure,
      runtime,
      isIn: where.includes(runtime),
      target: targets[runtime],
    })),
  ),
);

test("every benchmark has a measure, and every measure a target in one runtime at least", () => {
  for (const { measures } of benchmarks) {
    expect(measures.length).toBeGreaterThan(0);
    for (const { targets } of measures)
      expect(Object.values(targets).some((target) => typeof target !== "string")).toBe(true);
  }
});

test("every measure has a target in each runtime of its benchmark, or the reason for which it has none", () => {
  for (const { isIn, target } of rows) {
    if (!isIn) expect(target).toBeTypeOf("string");
    if (typeof target === "string") expect(target).not.toBe("");
    else expect(target.target).not.toBe("");
  }
});

test.each(rows)("$measure, $runtime: a figure that could not be measured is not met", ({ target }) => {
  if (typeof target !== "string") expect(target.isMet(() => Number.NaN)).toBe(false);
});

test("measures have different names", () => {
  const names = benchmarks.flatMap(({ measures }) => measures.map(({ measure }) => measure));
  expect(new Set(names).size).toBe(names.length);
});

test("a benchmark takes time in the runtimes that it has, and all of them together at most 120 minutes", () => {
  for (const { runtimes: where, minutes } of benchmarks)
    for (const runtime of runtimes) expect(minutes[runtime] > 0).toBe(where.includes(runtime));
  expect(minutesOf(benchmarks, runtimes)).toBeLessThanOrEqual(120);
});
