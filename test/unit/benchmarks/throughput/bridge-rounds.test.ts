import { expect, test } from "vitest";
import { BridgeRounds } from "../../../../benchmarks/throughput/bridge-rounds.ts";
import { type Throughput } from "../../../../benchmarks/throughput/through-pipeline.ts";
import { throughputTable } from "../../../../benchmarks/throughput/throughput-table.ts";
import { RunError } from "../../../../testbed/run/run-error.ts";

const context = {
  ...({ runtimes: ["local"], bridges: [], traceCarrier: "properties" } as const),
  progress: () => undefined,
  signal: new AbortController().signal,
};
const nobody = () => undefined;

/** Returns a result with this rate and these losses. */
function at(rate: number, lost = 0): Throughput {
  const cpuSeconds = { publisher: 0.1, mqtt: 2, bridge: rate / 1_000, kafka: 1, consumer: undefined };
  return { rate, counts: { lost, duplicates: 1, reordered: 0 }, cpuSeconds };
}

/** Returns the rounds of a bridge that has these results, one after the other. */
async function roundsOf(
  command: string | undefined,
  ...results: (Throughput | Error)[]
): Promise<BridgeRounds> {
  let round = 0;
  const bridge = command === undefined ? undefined : ({ kind: "program", command } as const);
  const rounds = new BridgeRounds(bridge, () => {
    const result = results[round];
    round += 1;
    return result instanceof Error ? Promise.reject(result) : Promise.resolve(result ?? at(0));
  });
  for (const _ of results) await rounds.attempt(context, nobody);
  return rounds;
}

test("bridges have a row each, with medians, ratios of each round, and sums of the counts", async () => {
  const ours = await roundsOf(undefined, at(40_000), at(20_000));
  const theirs = await roundsOf("cat a | b", at(10_000, 3), at(10_000));
  const [head, , own, other, ...rest] = throughputTable([ours, theirs], [50_000, 50_000]).split("\n");
  const cells = (line = "") =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
  expect(cells(head)).toEqual([
    "bridge",
    "readings/s",
    "to the first",
    "to the hop",
    "lost",
    "repeated",
    "reordered",
    "CPU, s",
  ]);
  expect(cells(own)).toEqual(["mqtt-source", "30,000", "1.00 ×", "0.60 ×", "0", "2", "0", "30.0"]);
  expect(cells(other)).toEqual(["cat a \\| b", "10,000", "0.38 ×", "0.20 ×", "3", "2", "0", "10.0"]);
  expect(rest.join("\n")).not.toContain("not measured");
});

test("a bridge that fails in a round has the others in its row, and the reason below", async () => {
  const ours = await roundsOf(undefined, at(40_000), at(40_000));
  const partly = await roundsOf("partly", new RunError("no reading arrived"), at(20_000));
  const never = await roundsOf("<never>", new RunError("a"), new Error("b\nsecond line"));
  const table = throughputTable([ours, partly, never], [80_000, 80_000]);
  expect(table).toMatch(/\| partly +\| +20,000 \| +0\.50 × \| +0\.25 × \|/);
  expect(table).toMatch(/\| \\<never\\> +\| +– \|/);
  expect(table.split("\n").filter((line) => line.startsWith("- "))).toEqual([
    "- partly, round 1: not measured: no reading arrived",
    "- \\<never\\>, round 1: not measured: a",
    "- \\<never\\>, round 2: not measured: b",
  ]);
});

test("a failure of the project's own ends the benchmark, and an abort that of others", async () => {
  const fails = () => Promise.reject(new Error("no broker"));
  await expect(new BridgeRounds(undefined, fails).measure(context, nobody)).rejects.toThrow("no broker");
  const signal = AbortSignal.abort(new Error("interrupted"));
  await expect(new BridgeRounds(undefined, fails).attempt({ ...context, signal }, nobody)).rejects.toThrow(
    "interrupted",
  );
});
