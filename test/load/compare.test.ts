import { test as base, expect } from "vitest";
import { z } from "zod";
import { TestbedCommand } from "../support/commands/testbed-command.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const comparison = z.object({
  bridges: z.array(
    z.object({ bridge: z.string(), figures: z.object({ p50Ms: z.object({ median: z.number() }) }) }),
  ),
  runs: z.array(
    z.object({ bridge: z.string(), counts: z.object({ consumed: z.number(), lost: z.number() }) }),
  ),
});
const onCompose = process.env["TEST_RUNTIME"] === "compose";
const test = onCompose && (await engineIsMissing()) ? base.skip : base;

test("a comparison runs the same load through the project's connector and the hand-written bridge, and prints ratios", async () => {
  await using compare = new TestbedCommand(
    ...["compare", "--runtime", onCompose ? "compose" : "local", "--rounds", "1"],
    ...["--devices", "20", "--rate", "100", "--warm-up", "1s", "--for", "3s"],
  );
  expect([await compare.exitCode, compare.output]).toEqual([0, expect.stringContaining("(1.00 ×)")]);
  const { bridges, runs } = comparison.parse(compare.report("comparison.json"));
  expect(bridges.map(({ bridge }) => bridge)).toEqual(["mqtt-source", "hand-written (mqtt → kafkajs)"]);
  for (const { counts } of runs) {
    expect(counts.consumed).toBeGreaterThan(300);
    expect(counts.lost).toBe(0);
  }
  expect(compare.leftOvers).toEqual([]);
});
