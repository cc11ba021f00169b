import { expect, test } from "vitest";
import { recoveryLimitMs } from "../../../../testbed/drill/recovery-limit.ts";

const start = { startedAt: 1_000_000, usableAt: 5_000_000 };

test("a killed bridge may take 1.5 s longer than its planned restart, a killed Kafka 2 s longer than its start", () => {
  expect(recoveryLimitMs({ kind: "kill", part: "bridge" }, 2_000, start)).toBe(3_500);
  expect(recoveryLimitMs({ kind: "kill", part: "kafka" }, 2_000, start)).toBe(6_000);
});

test("there is no limit if its reference was not measured", () => {
  expect(recoveryLimitMs({ kind: "kill", part: "bridge" }, undefined, start)).toBeUndefined();
  expect(recoveryLimitMs({ kind: "kill", part: "kafka" }, 2_000, undefined)).toBeUndefined();
});

test("a killed broker or consumer has 3 s, a healed link 2 s", () => {
  expect(recoveryLimitMs({ kind: "kill", part: "mqtt" }, undefined, undefined)).toBe(3_000);
  expect(recoveryLimitMs({ kind: "kill", part: "consumer" }, undefined, undefined)).toBe(3_000);
  expect(recoveryLimitMs({ kind: "cut", link: "mqtt-bridge" }, undefined, undefined)).toBe(2_000);
  expect(recoveryLimitMs({ kind: "slow", link: "mqtt-bridge", delayMs: 1 }, undefined, undefined)).toBe(
    2_000,
  );
});

test.each([
  { kind: "none" },
  { kind: "kill", part: "publisher" },
  { kind: "stop", part: "bridge" },
  { kind: "pause", part: "bridge" },
] as const)("there is no recovery limit after %j", (fault) => {
  expect(recoveryLimitMs(fault, 2_000, start)).toBeUndefined();
});
