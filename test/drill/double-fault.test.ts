import { expect, test } from "vitest";
import { shortDrill } from "../support/commands/short-drill.ts";

test("what a killed Mosquitto forgets while Connect is down is found at the broker, within what was computed", async () => {
  const report = await shortDrill({
    fault: { kind: "kill", part: "mqtt" },
    down: "bridge",
    outageMs: 3_000,
    toggleEveryMs: undefined,
  });
  const { counts, lostAt, atRisk, anomalies } = report;
  // Mosquitto saves once in two seconds and was killed after three: readings of the last one are gone nearly always.
  expect(counts.lost).toBeLessThanOrEqual(atRisk?.readings ?? 0);
  expect(atRisk?.readings).toBeGreaterThan(0);
  expect(lostAt).toMatchObject({ "mqtt-bridge": counts.lost, "kafka-consumer": 0, "bridge-kafka": 0 });
  expect(anomalies.lost).toHaveLength(counts.lost);
});
