import { expect, test } from "vitest";
import { type DrillReport } from "../../../../../testbed/report/drill/drill-report.ts";
import { drillSummary } from "../../../../../testbed/report/drill/drill-summary.ts";
import { plantedDrillReport, plantedFindings } from "./planted-drill-report.ts";

test("the terminal shows every count and finding, with the verdict last", () => {
  expect(drillSummary(plantedFindings())).toBe(`kill bridge while kafka is down:
  made 5000            dropped 0            unsent 2             sent 5000            acknowledged 5000
  unknown 0            unconfirmed 0        atBroker 0           inKafka 5000         consumed 4997
  lost 3               duplicates 8         reordered 1          late 0               phantom 0
  corrupt 0            missingFinal 0       doubleFinal 0        ghost 0              deadLettered 0
  filtered at least 2  untraced 0
  recovery never (allowed: 4.0 s; after a planned restart: 2.5 s), longest silence 4.6 s
  The bridge ended by itself 3.2 s after the start of the load: exit code 1.
  Lost at: mqtt-bridge 2, bridge-kafka 1.
  The lost readings were made from 3.1 s to 5.9 s.
  1 of the lost readings is in the dead-letter topic.
  The Kafka tap (kafkajs) missed 6 readings that are in the log.
  A transform removed at least 2 messages, and an unknown number before a restart of the bridge: all of the lost readings may be among them.
  Not in the budget: unsent 2, made before the publisher was killed or stopped.
  Largest displacement of a reordered reading: 9 places.
  A killed Mosquitto can lose readings that it acknowledged since its last save (up to 2000 ms before) and had not delivered: 11 at the time of the kill. This is a property of Mosquitto.
  At QoS 2, duplicates come from the publisher, which repeats incomplete deliveries over a new connection, and from the bridge, whose session in Kafka is at least once.
  The drain ended because no new reading arrived for 20.0 s; 3 readings were outstanding.
  Taps with gaps: mqtt from the beginning to 1.0 s, 2.0 s to 3.0 s; kafka 4.0 s to the end.
  lying green: mqtt said "connected" for 2.4 s while nothing passed it
Outside the budget: lost 3 (allowed: 0), recovery never (allowed: 4.0 s). Not checked: the bytes of 5 duplicates.`);
});

test("a drill without a finding has its counts, the recovery and the verdict", () => {
  expect(drillSummary(plantedDrillReport())).toBe(`kill bridge:
  made 5000            dropped 0            unsent 0             sent 5000            acknowledged 5000
  unknown 0            unconfirmed 0        atBroker 0           inKafka 5000         consumed 5000
  lost 0               duplicates 0         reordered 0          late 0               phantom 0
  corrupt 0            missingFinal 0       doubleFinal 0        ghost 0              deadLettered 0
  filtered 0           untraced 0
  recovery 1.5 s (allowed: 4.0 s; after a planned restart: 2.5 s), longest silence 4.6 s
Inside the budget.`);
});

const unknown: DrillReport["recovery"] = {
  ms: 1_500,
  limitMs: null,
  cleanMs: null,
  cleanFailed: null,
  uncleanStartMs: null,
};

test.each<[string, Partial<DrillReport>]>([
  ["longest silence 4.6 s", { fault: null }],
  ["recovery 1.5 s, longest silence 4.6 s", { recovery: unknown }],
  ["recovery 0.0 s (allowed: 0.0 s), longest silence 4.6 s", { recovery: { ...unknown, ms: 0, limitMs: 0 } }],
  [
    "recovery never (after a planned restart: 2.5 s), longest silence 4.6 s",
    {
      ...{ outside: [{ word: "recovery", count: null, allowed: null }] },
      recovery: { ...unknown, ms: null, cleanMs: 2_500 },
    },
  ],
  ["recovery unknown, longest silence 4.6 s", { recovery: { ...unknown, ms: null } }],
])("the line on the recovery is: %s", (line, changed) => {
  expect(drillSummary(plantedDrillReport(changed)).split("\n").at(-2)?.trim()).toBe(line);
});
