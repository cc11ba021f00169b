import { expect, test, vi } from "vitest";
import { lossBudget, shortDrill } from "../support/commands/short-drill.ts";

test("the project's connector, without a fault of its own, passes without duplicates, with devices on several topics, too", async () => {
  vi.stubEnv("MQTT_TOPIC", "coffee/{shard}");
  const report = await shortDrill({
    fault: { kind: "pause", part: "consumer" },
    budget: { ...lossBudget, duplicates: 0 },
  });
  expect(report.outside).toEqual([]);
});
