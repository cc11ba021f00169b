import { expect, test } from "vitest";
import { drillMarkdown } from "../../../../../testbed/report/drill/drill-markdown.ts";
import { faultFieldsOf } from "../../../../../testbed/report/drill/fault-fields.ts";
import { plantedDrillReport, plantedFindings } from "./planted-drill-report.ts";

const withFindings = `# kill bridge while kafka is down

**Outside the budget: lost 3 (allowed: 0), recovery never (allowed: 4.0 s). Not checked: the bytes of 5 duplicates.**

500 readings/s of 50 devices at QoS 2, a toggle every 250 ms, seed 7;
fault from 3.0 s to 6.0 s after the start of the load.
Bridge: \`node theirs.js\`. Runtime local, 2026-11-24T10:00:00.000Z; MQTT broker of unknown version, Kafka of unknown version (Connect tells it, which is not part of this run), Node v24;
2 cores, 24 GiB, Linux 6.1.

## Readings

|  |  |
| --- | ---: |
| made | 5000 |
| dropped | 0 |
| unsent | 2 |
| sent | 5000 |
| acknowledged | 5000 |
| unknown | 0 |
| unconfirmed | 0 |
| atBroker | 0 |
| inKafka | 5000 |
| consumed | 4997 |
| lost | 3 |
| duplicates | 8 |
| reordered | 1 |
| late | 0 |
| phantom | 0 |
| corrupt | 0 |
| missingFinal | 0 |
| doubleFinal | 0 |
| ghost | 0 |
| deadLettered | 0 |
| filtered | at least 2 |
| untraced | 0 |

- The bridge ended by itself 3.2 s after the start of the load: exit code 1.
- Lost at: mqtt-bridge 2, bridge-kafka 1.
- The lost readings were made from 3.1 s to 5.9 s.
- 1 of the lost readings is in the dead-letter topic.
- The Kafka tap (kafkajs) missed 6 readings that are in the log.
- A transform removed at least 2 messages, and an unknown number before a restart of the bridge: all of the lost readings may be among them.
- Not in the budget: unsent 2, made before the publisher was killed or stopped.
- Largest displacement of a reordered reading: 9 places.
- A killed Mosquitto can lose readings that it acknowledged since its last save (up to 2000 ms before) and had not delivered: 11 at the time of the kill. This is a property of Mosquitto.
- At QoS 2, duplicates come from the publisher, which repeats incomplete deliveries over a new connection, and from the bridge, whose session in Kafka is at least once.
- The drain ended because no new reading arrived for 20.0 s; 3 readings were outstanding.
- Taps with gaps: mqtt from the beginning to 1.0 s, 2.0 s to 3.0 s; kafka 4.0 s to the end.

### unsent, made before the publisher was killed or stopped: 2

- \`d1\` seq 4 of run \`01234567\`
- \`d1\` seq 5 of run \`01234567\`

### lost: 3

- \`d1\` seq 1 of run \`01234567\`, mqtt-bridge
- \`d1\` seq 2 of run \`01234567\`, mqtt-bridge
- \`d1\` seq 3 of run \`01234567\`, bridge-kafka

### duplicates: 8

- … 8 more in report.json, which does not list all

### reordered: 1

- … 1 more in report.json, which does not list all

## Recovery

- Recovery: never (allowed: 4.0 s).
- Recovery after a planned restart of the same part: 2.5 s.
- Start of the part after the fault: usable after 1.2 s.
- Longest silence at the consumer: 4.6 s.
- Drain: quiet after 21.0 s.

## Health reported by the parts

- **Lying green: mqtt** said "connected" for 2.4 s while readings waited before it and none passed.
- Mosquitto: 13 dropped, at most 12 stored. Consumer: lag at most 34.

| part | at |  | report |
| --- | ---: | --- | --- |
| bridge | 0.0 s | healthy | RUNNING |
| bridge | 3.0 s | not healthy | no answer |
| kafka | 0.0 s | healthy | offsets |
`;

test("the report has conditions, every count, every finding, recovery and the health that the parts reported", () => {
  expect(drillMarkdown(plantedFindings())).toBe(withFindings);
});

const withoutFindings = `# no fault

**Inside the budget.**

500 readings/s of 50 devices at QoS 1, no toggles, seed 7;
no fault.
Bridge: \`mqtt-source\`. Runtime local, 2026-11-24T10:00:00.000Z; Mosquitto 2.0.11, Kafka 4.3.1, Node v24;
2 cores, 24 GiB, Linux 6.1.

## Readings

|  |  |
| --- | ---: |
| made | 5000 |
| dropped | 0 |
| unsent | 0 |
| sent | 5000 |
| acknowledged | 5000 |
| unknown | 0 |
| unconfirmed | 0 |
| atBroker | 0 |
| inKafka | 5000 |
| consumed | 5000 |
| lost | 0 |
| duplicates | 0 |
| reordered | 0 |
| late | 0 |
| phantom | 0 |
| corrupt | 0 |
| missingFinal | 0 |
| doubleFinal | 0 |
| ghost | 0 |
| deadLettered | 0 |
| filtered | 0 |
| untraced | 0 |

## Health reported by the parts

- Mosquitto: 0 dropped, at most 12 stored. Consumer: lag at most 34.

No part reported its health.
`;

test("the report of a drill without fault and finding has its conditions and counts, and no recovery", () => {
  const { drill } = plantedDrillReport();
  const report = plantedDrillReport({ drill: { ...drill, ...faultFieldsOf({ kind: "none" }) }, fault: null });
  expect(drillMarkdown(report)).toBe(withoutFindings);
});

/** Returns the section on the recovery. */
function recoveryOf(changed: Parameters<typeof plantedDrillReport>[0]): string | undefined {
  const [, section] = /## Recovery\n\n(.*?)\n\n##/s.exec(drillMarkdown(plantedDrillReport(changed))) ?? [];
  return section;
}

test("the recovery stands with its limit, beside that of a planned restart and the start of the part", () => {
  expect(recoveryOf({})).toBe(
    [
      "- Recovery: 1.5 s (allowed: 4.0 s).",
      "- Recovery after a planned restart of the same part: 2.5 s.",
      "- Start of the part after the fault: usable after 1.2 s.",
      "- Longest silence at the consumer: 4.6 s.",
      "- Drain: nothing outstanding after 0.7 s.",
    ].join("\n"),
  );
});

test("a recovery without a limit says so; what was not measured is not mentioned", () => {
  const recovery = { ms: 0, limitMs: null, cleanMs: null, cleanFailed: null, uncleanStartMs: null };
  expect(recoveryOf({ recovery })).toBe(
    [
      "- Recovery: 0.0 s (no limit is promised).",
      "- Longest silence at the consumer: 4.6 s.",
      "- Drain: nothing outstanding after 0.7 s.",
    ].join("\n"),
  );
});
