import { expect, test } from "vitest";
import { allowedMs } from "../../../../benchmarks/runs/recovery.ts";
import { partNames } from "../../../../services/shared/topology.ts";
import { defaultOutageMs } from "../../../../testbed/run/engine/fault-window.ts";
import { recoveryLimitMs } from "../../../../testbed/run/judgement/recovery-limit.ts";

test.each(partNames)(
  "after a kill of %s both runtimes are allowed what a drill of processes allows",
  (part) => {
    const fault = { spec: { kind: "kill", part }, outageMs: defaultOutageMs } as const;
    const drill = { fault, budget: {}, runtime: "local" } as unknown as Parameters<typeof recoveryLimitMs>[0];
    const promised = recoveryLimitMs(drill, 2_000, { startedAt: 0, usableAt: 4_000_000 });
    expect(allowedMs(part, 2_000, 4_000)).toBe(promised ?? 3_000);
  },
);

test("without the planned restart that a limit refers to, nothing is allowed", () => {
  expect(allowedMs("bridge", null, 4_000)).toBeNaN();
  expect(allowedMs("kafka", 2_000, null)).toBeNaN();
});
