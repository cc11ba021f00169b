import { expect, test } from "vitest";
import { shortDrill } from "../support/commands/short-drill.ts";

test("readings lost by a killed Mosquitto while Connect is down are located at the broker, at most those at risk", async () => {
  const report = await shortDrill({
    fault: { kind: "kill", part: "mqtt" },
    down: "bridge",
    outageMs: 3_000,
    toggleEveryMs: undefined,
  });
  const { counts, lostAt, atRisk, anomalies } = report;
  // Mosquitto saves every two seconds and is killed after three: the readings of the last second are nearly always lost.
  expect(counts.lost).toBeLessThanOrEqual(atRisk?.readings ?? 0);
  expect(atRisk?.readings).toBeGreaterThan(0);
  expect(lostAt).toMatchObject({ "mqtt-bridge": counts.lost, "kafka-consumer": 0, "bridge-kafka": 0 });
  expect(anomalies.lost).toHaveLength(counts.lost);
});
