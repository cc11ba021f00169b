import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../testbed/checkout.ts";
import { type GivenFaultSpec } from "../../testbed/faults/spec/fault-spec.ts";
import { normalizedFault } from "../../testbed/faults/spec/normalized-fault.ts";
import { faultName } from "../../testbed/faults/spec/resolved-fault.ts";
import { startPipeline } from "../../testbed/library/start-pipeline.ts";
import { type FaultOptions, type TestRun } from "../../testbed/library/test-pipeline.ts";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";

const timeoutMs = 240_000;

/** Carries out drills on one pipeline with a bridge of the fixtures, one after the other. */
async function drills(name: string) {
  const { command } = fixtureBridge(name);
  const keepLogsIn = join(checkout, "test-results", "logs", name.replace("/", "-"));
  const pipeline = await startPipeline({ bridge: { command }, keepLogsIn });
  const drill = (fault: GivenFaultSpec, options: FaultOptions = {}): Promise<TestRun> =>
    pipeline.withFault(fault, { forMs: 2_000, outageMs: 2_000, ...options });
  return { drill, [Symbol.asyncDispose]: () => pipeline[Symbol.asyncDispose]() };
}

/** Expects that these faults lose nothing and change no order. How long the bridge takes to recover is its own matter. */
async function expectSurvived(
  drill: (fault: GivenFaultSpec) => Promise<TestRun>,
  faults: readonly GivenFaultSpec[],
): Promise<void> {
  for (const fault of faults) {
    const { report } = await drill(fault);
    const outside = report.outside.filter(({ word }) => word !== "recovery");
    expect(outside, faultName(normalizedFault(fault))).toEqual([]);
  }
}

const killed = { kind: "kill", part: "bridge" } as const;

test("a bridge that takes for delivered what its socket took survives cuts, a slow and a thin link, and is convicted by a hang", {
  timeout: timeoutMs,
}, async () => {
  await using bridge = await drills("faulty/trusts-writes");
  const link = "bridge-kafka";
  await expectSurvived(bridge.drill, [
    killed,
    { kind: "cut", link },
    { kind: "flap", link, cuts: 3 },
    { kind: "slow", link, delayMs: 300 },
    { kind: "thin", link, kilobytesPerSecond: 20 },
  ]);
  const { report } = await bridge.drill({ kind: "hang", link });
  expect(report.outside.map(({ word }) => word)).toContain("lost");
  expect(report.lostAt["bridge-kafka"]).toBe(report.counts.lost);
});

test("a bridge that discards its backlog while Kafka answers survives cuts, a slow and a hanging link, and is convicted by a thin one", {
  timeout: timeoutMs,
}, async () => {
  await using bridge = await drills("faulty/sheds-backlog");
  const link = "bridge-kafka";
  await expectSurvived(bridge.drill, [
    killed,
    { kind: "cut", link },
    { kind: "flap", link, cuts: 3 },
    { kind: "slow", link, delayMs: 500 },
    { kind: "hang", link },
  ]);
  const { report } = await bridge.drill({ kind: "thin", link, kilobytesPerSecond: 10 }, { outageMs: 5_000 });
  expect(report.outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(report.lostAt["bridge-kafka"]).toBe(report.counts.lost);
});

test("a bridge that gives its session up after three losses survives one cut, a slow, a thin and a hanging link, and is convicted by a flapping one", {
  timeout: timeoutMs,
}, async () => {
  await using bridge = await drills("faulty/resets-session");
  const link = "mqtt-bridge";
  await expectSurvived(bridge.drill, [
    killed,
    { kind: "cut", link },
    { kind: "slow", link, delayMs: 500 },
    { kind: "thin", link, kilobytesPerSecond: 20 },
    { kind: "hang", link },
  ]);
  const { report } = await bridge.drill({ kind: "flap", link, cuts: 3 }, { outageMs: 5_000 });
  expect(report.outside.map(({ word }) => word)).toEqual(["lost"]);
  expect(report.lostAt["mqtt-bridge"]).toBe(report.counts.lost);
});
