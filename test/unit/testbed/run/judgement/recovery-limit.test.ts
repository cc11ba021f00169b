import { expect, test } from "vitest";
import { type FaultSpec } from "../../../../../testbed/faults/spec/fault-spec.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { needsPlannedRestart, recoveryLimitMs } from "../../../../../testbed/run/judgement/recovery-limit.ts";

const start = { startedAt: 1_000_000, usableAt: 5_000_000 };
const run = (spec: FaultSpec) => ({
  fault: { spec, outageMs: 1_000 },
  ...{ budget: defaultBudget, runtime: "local" as const },
});
const kill = (part: "mqtt" | "bridge" | "kafka" | "consumer") => run({ kind: "kill", part });

test("a killed bridge may take 1.5 s longer than its planned restart, a killed Kafka 2 s longer than its start", () => {
  expect(recoveryLimitMs(kill("bridge"), 2_000, start)).toBe(3_500);
  expect(recoveryLimitMs(kill("kafka"), 2_000, start)).toBe(6_000);
});

test("there is no limit if its reference was not measured", () => {
  expect(recoveryLimitMs(kill("bridge"), undefined, start)).toBeUndefined();
  expect(recoveryLimitMs(kill("kafka"), 2_000, undefined)).toBeUndefined();
});

test("a killed broker or consumer has 3 s, a healed link 2 s", () => {
  const limit = (spec: FaultSpec) => recoveryLimitMs(run(spec), undefined, undefined);
  expect(limit({ kind: "kill", part: "mqtt" })).toBe(3_000);
  expect(limit({ kind: "kill", part: "consumer" })).toBe(3_000);
  expect(limit({ kind: "cut", link: "mqtt-bridge" })).toBe(2_000);
  expect(limit({ kind: "slow", link: "mqtt-bridge", delayMs: 1 })).toBe(2_000);
});

test.each([
  { kind: "kill", part: "publisher" },
  { kind: "stop", part: "bridge" },
  { kind: "pause", part: "bridge" },
] as const)("there is no recovery limit after %j", (fault) => {
  expect(recoveryLimitMs(run(fault), 2_000, start)).toBeUndefined();
});

test("there is none without a fault, and none with a second part down, whose start decides", () => {
  expect(recoveryLimitMs({ budget: defaultBudget, runtime: "local" }, 2_000, start)).toBeUndefined();
  const double = { ...kill("mqtt"), fault: { ...kill("mqtt").fault, down: "bridge" as const } };
  expect(recoveryLimitMs(double, 2_000, start)).toBeUndefined();
});

test("a limit in the budget takes precedence, also where nothing is promised", () => {
  const allowing = { ...defaultBudget, recovery: 700 };
  expect(recoveryLimitMs({ ...kill("mqtt"), budget: allowing }, undefined, undefined)).toBe(700);
  const paused = run({ kind: "pause", part: "bridge" });
  expect(recoveryLimitMs({ ...paused, budget: allowing }, undefined, undefined)).toBe(700);
  expect(recoveryLimitMs({ budget: allowing, runtime: "local" }, undefined, undefined)).toBeUndefined();
});

test("only the limit of a killed bridge needs a planned restart, unless the budget or the runtime decides", () => {
  expect(needsPlannedRestart(kill("bridge"))).toBe(true);
  expect(needsPlannedRestart(kill("kafka"))).toBe(false);
  expect(needsPlannedRestart({ ...kill("bridge"), budget: { recovery: 700 } })).toBe(false);
  expect(needsPlannedRestart({ ...kill("bridge"), runtime: "compose" })).toBe(false);
  expect(needsPlannedRestart({ budget: defaultBudget, runtime: "local" })).toBe(false);
});

test.each([
  { kind: "kill", part: "mqtt" },
  { kind: "kill", part: "bridge" },
  { kind: "kill", part: "kafka" },
  { kind: "cut", link: "mqtt-bridge" },
] as const)("nothing is promised in containers after %j, unless the budget has a limit", (fault) => {
  const inContainers = { ...run(fault), runtime: "compose" } as const;
  expect(recoveryLimitMs(inContainers, 2_000, start)).toBeUndefined();
  const allowing = { ...inContainers, budget: { ...defaultBudget, recovery: 9_000 } };
  expect(recoveryLimitMs(allowing, 2_000, start)).toBe(9_000);
});

test("with a consumer under test there is no limit but the budget's: its session timeout decides", () => {
  const consumer = { command: "./consumer" };
  expect(recoveryLimitMs({ ...kill("kafka"), consumer }, 2_000, start)).toBeUndefined();
  const budget = { recovery: 7_000 };
  expect(recoveryLimitMs({ ...kill("consumer"), consumer, budget }, 2_000, start)).toBe(7_000);
});
