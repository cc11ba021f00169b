import { test as base, expect } from "vitest";
import { shortDrill } from "../support/commands/short-drill.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const test = (await engineIsMissing()) ? base.skip : base;

test("a cut link between Mosquitto and Connect, whose TLS ends at the proxy, loses nothing with every door shut", async () => {
  const report = await shortDrill({
    ...{ runtime: "compose", secure: true },
    fault: { kind: "cut", link: "mqtt-bridge" },
  });
  expect(report.outside).toEqual([]);
  expect(report.counts.consumed).toBeGreaterThan(0);
});
