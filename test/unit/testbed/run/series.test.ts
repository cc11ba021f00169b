import { expect, test } from "vitest";
import { runSeries, type SeriesEntry, type SeriesResult } from "../../../../testbed/run/series.ts";

const entries: readonly SeriesEntry<number>[] = [1, 2, 3].map((options) => ({
  name: `run ${options}`,
  bridge: "ours",
  options,
}));

/** Runs the series with a run that returns its options, or does what `outcomes` has for them. */
async function series(
  outcomes: Readonly<Record<number, () => never>> = {},
  signal = new AbortController().signal,
) {
  const begun: string[] = [];
  const kept: (readonly SeriesResult<number>[])[] = [];
  const results = await runSeries<number, number>(
    entries,
    async ({ options }) => outcomes[options]?.() ?? options,
    {
      onBegin: ({ name }, index) => begun.push(`${index} ${name}`),
      onResult: async (_result, soFar) => {
        kept.push([...soFar]);
      },
      signal,
    },
  );
  return { begun, kept, results };
}

test("runs are carried out in their order, and all results so far are handed over after each", async () => {
  const { begun, kept, results } = await series();
  expect(begun).toEqual(["0 run 1", "1 run 2", "2 run 3"]);
  expect(results.map(({ name, bridge, report }) => [name, bridge, report])).toEqual([
    ["run 1", "ours", 1],
    ["run 2", "ours", 2],
    ["run 3", "ours", 3],
  ]);
  expect(kept.map(({ length }) => length)).toEqual([1, 2, 3]);
});

test("a run that fails is a result with its reason, and stops no other", async () => {
  const { results } = await series({
    2: () => {
      throw new Error("no space left");
    },
  });
  expect(results).toEqual([
    { name: "run 1", bridge: "ours", report: 1 },
    { name: "run 2", bridge: "ours", report: undefined, reason: "no space left" },
    { name: "run 3", bridge: "ours", report: 3 },
  ]);
});

test("an interruption drops the run that it hits, begins no other, and keeps the results before it", async () => {
  const interruption = new AbortController();
  const outcomes = {
    2: () => {
      interruption.abort();
      throw new Error("interrupted");
    },
  };
  const { begun, kept, results } = await series(outcomes, interruption.signal);
  expect(begun).toEqual(["0 run 1", "1 run 2"]);
  expect(results.map(({ report }) => report)).toEqual([1]);
  expect(kept).toHaveLength(1);
});

test("an interrupted series begins no run", async () => {
  const { begun, results } = await series({}, AbortSignal.abort());
  expect([begun, results]).toEqual([[], []]);
});

test("the reason of a failed run is told also if what was thrown is no error", async () => {
  const { results } = await series({
    1: () => {
      throw "no space left";
    },
  });
  expect(results[0]?.reason).toBe("no space left");
});

test("the result of a run is saved before the next run begins", async () => {
  const order: string[] = [];
  await runSeries<number, number>(entries.slice(0, 2), async ({ options }) => options, {
    onBegin: ({ name }) => order.push(`${name} begins`),
    onResult: async ({ name }) => {
      await Promise.resolve();
      order.push(`${name} is saved`);
    },
    signal: new AbortController().signal,
  });
  expect(order).toEqual(["run 1 begins", "run 1 is saved", "run 2 begins", "run 2 is saved"]);
});
