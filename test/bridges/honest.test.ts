import { expect, test } from "vitest";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { shortDrill } from "../support/commands/short-drill.ts";

test("a bridge that acknowledges only readings that Kafka has passes, also when it is killed", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("honest"),
    fault: { kind: "kill", part: "bridge" },
  });
  expect(report.outside).toEqual([]);
  expect(report.drill.bridge).toContain("honest.ts");
  expect(report.claims.lyingGreen.map(({ part }) => part)).not.toContain("bridge");
});

test("a pause that does not reach the bridge, in a session of its own, is reported as not carried out", async () => {
  const { command } = fixtureBridge("honest");
  const report = await shortDrill({
    bridge: { kind: "program", command: command.replace("exec", "exec setsid --wait") },
    fault: { kind: "pause", part: "bridge" },
  });
  expect(report.outcome).toBe("not carried out");
  expect(report.notCarriedOut).toEqual([expect.stringContaining("the fault had no effect")]);
});
