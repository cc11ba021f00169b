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
