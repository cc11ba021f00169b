import { expect, test } from "vitest";
import { type DrillReport } from "../../../../../testbed/report/drill/drill-report.ts";
import { notes } from "../../../../../testbed/report/drill/notes.ts";
import { plantedCounts, plantedDrillReport } from "./planted-drill-report.ts";

const { drill, evidence, lostAt, recovery } = plantedDrillReport();
const consumer = { kind: "journal", handled: 9, unusable: 0, firstUnusable: null, cutLines: 0 } as const;
const span = { fromMs: 1_000, toMs: 2_000 };

test("a drill without a finding needs no explanation", () => {
  expect(notes(plantedDrillReport())).toEqual([]);
  expect(notes(plantedDrillReport({ drill: { ...drill, qos: 2 } }))).toEqual([]);
  expect(notes(plantedDrillReport({ evidence: { ...evidence, consumer } }))).toEqual([]);
});

test.each<[string, Partial<DrillReport>]>([
  [
    "The planned restart for comparison failed: it did not start.",
    { recovery: { ...recovery, cleanMs: null, cleanFailed: "it did not start" } },
  ],
  ["Lost at: no-evidence 1.", { lostAt: { ...lostAt, "no-evidence": 1 } }],
  ["1 of the lost readings is in the dead-letter topic.", { lostDeadLettered: 1 }],
  ["2 of the lost readings are in the dead-letter topic.", { lostDeadLettered: 2 }],
  ["The lost readings were made from 0.0 s to 0.0 s.", { lostTime: { firstMadeMs: 0, lastMadeMs: 0 } }],
  ["Largest displacement of a reordered reading: 1 place.", { largestDisplacement: 1 }],
  [
    "QoS 0 has no acknowledgements, so no reading counts as lost; 3 of 40 readings sent did not arrive (unconfirmed).",
    { drill: { ...drill, qos: 0 }, counts: plantedCounts({ sent: 40, unconfirmed: 3 }) },
  ],
  [
    "At QoS 2, duplicates come from the publisher, which repeats incomplete deliveries over a new connection, and from the bridge, whose session in Kafka is at least once.",
    { drill: { ...drill, qos: 2 }, counts: plantedCounts({ duplicates: 1 }) },
  ],
  [
    "The drain ended because no new reading arrived for 20.0 s; 7 readings were outstanding.",
    { drain: { ended: "quiet", ms: 1, quietMs: 20_000, outstanding: 7 } },
  ],
  [
    "Taps with gaps: consumer 1.0 s to 2.0 s.",
    { evidence: { ...evidence, gaps: { ...evidence.gaps, consumer: [span], bridge: [span] } } },
  ],
  [
    "The consumer ended by itself 3.2 s after the start of the load: exit code 1.",
    { consumerEnded: { atMs: 3_200, reason: "exit code 1\nlog" } },
  ],
  [
    "The consumer's journal has a line without an end: cut by a kill, or not flushed after each record.",
    { evidence: { ...evidence, consumer: { ...consumer, cutLines: 1 } } },
  ],
  [
    "The consumer's journal has 2 lines without an end: cut by a kill, or not flushed after each record.",
    { evidence: { ...evidence, consumer: { ...consumer, cutLines: 2 } } },
  ],
])("%s", (note, changed) => {
  expect(notes(plantedDrillReport(changed))).toEqual([note]);
});

test("duplicates at QoS 1, and a gap in the bridge's own count alone, need no explanation", () => {
  const repeated = plantedDrillReport({ counts: plantedCounts({ duplicates: 5 }) });
  const uncounted = { ...evidence, gaps: { ...evidence.gaps, bridge: [span] } };
  expect(notes(repeated)).toEqual([]);
  expect(notes(plantedDrillReport({ evidence: uncounted }))).toEqual([]);
});
