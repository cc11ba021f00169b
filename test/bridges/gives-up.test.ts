import { expect, test } from "vitest";
import { fixtureBridge } from "../support/commands/fixture-bridge.ts";
import { shortDrill } from "../support/commands/short-drill.ts";

test("a bridge that ends during a fault of another part is reported, with the readings lost by it", async () => {
  const report = await shortDrill({
    bridge: fixtureBridge("unruly/gives-up"),
    fault: { kind: "cut", link: "bridge-kafka" },
    toggleEveryMs: undefined,
  });
  expect(report.bridgeEnded?.reason).toMatch(
    /^connect ended by itself: exit code 1\n.*gives-up: Kafka is away/s,
  );
  expect(report.recovery.ms).toBeNull();
  expect(report.drain.ended).toBe("quiet");
  expect(report.outside.map(({ word }) => word)).toEqual(["lost", "missingFinal", "recovery"]);
});
