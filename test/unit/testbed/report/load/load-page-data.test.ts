import { expect, test } from "vitest";
import { loadPageData } from "../../../../../testbed/report/load/load-page-data.ts";
import { type LoadReport } from "../../../../../testbed/report/load/load-report.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";
import { plantedLoadFindings } from "./planted-load-findings.ts";

test("the page has the conditions, the verdict with all findings, and the machine in words", () => {
  expect(loadPageData(plantedLoadFindings()).texts).toEqual({
    title: "load: 1,000 readings/s of 100 devices at QoS 0 for 2.5 s, burst, through theirs, with kill kafka",
    conditions:
      "4 MQTT connections, 1.5 s warm-up, seed 7, run and seq in the properties; runtime local, 2026-11-24T10:00:00.000Z. " +
      "Latencies are measured from the time at which a reading was due, even if it was made later.",
    verdict:
      "Outside the budget: lost 7 (allowed: 0). Not checked: the hop. Recovery: 1.5 s (allowed: 2.0 s). " +
      "The Kafka tap (kafkajs) missed 3 readings that are in the log. " +
      "Not in the budget: unconfirmed 20, made during fault and recovery at QoS 0. " +
      "The rate was not held: 9,000 of 12,000 readings were made in time.",
    machine: "2 cores, 24 GiB, Linux; Mosquitto 2.0.11, Kafka 4.3.1, Node v24.",
  });
});

test("a run without a finding has its verdict alone; versions that are not known are said to be", () => {
  const { environment } = plantedLoadReport();
  const report = plantedLoadReport({ environment: { ...environment, mosquitto: null, kafka: null } });
  expect(loadPageData(report).texts).toMatchObject({
    verdict: "Inside the budget.",
    machine:
      "2 cores, 24 GiB, Linux; MQTT broker of unknown version, Kafka of unknown version (Connect tells it, which is not part of this run), Node v24.",
  });
});

test.each<[string, Partial<LoadReport>]>([
  ["Inside the budget. Recovery: 0.0 s.", { recovery: { ms: 0, limitMs: null } }],
  ["Inside the budget. Recovery: unknown.", { recovery: { ms: null, limitMs: null } }],
  [
    "Incomplete, no verdict: kafka ended",
    { outcome: "not completed", incomplete: "kafka ended", recovery: { ms: null, limitMs: 1 } },
  ],
])("%s", (verdict, changes) => {
  expect(loadPageData(plantedLoadReport(changes)).texts.verdict).toBe(verdict);
});

test("a loss has its hops", () => {
  const { lostAt } = plantedLoadReport();
  const report = plantedLoadReport({ lostAt: { ...lostAt, "no-evidence": 2, "kafka-consumer": 3 } });
  expect(loadPageData(report).texts.verdict).toContain(
    " Lost at: kafka-consumer 3, no-evidence 2. no-evidence: not known at which hop before Kafka, since",
  );
});

test("the page has the latencies of each span and the stages by their labels, and the report without its lists", () => {
  const planted = plantedLoadFindings();
  const { report, spans, stages } = loadPageData(planted);
  expect(spans.map(({ label, latencies }) => [label, latencies?.p50])).toEqual([
    ["publish → acknowledged", 10.1],
    ["sent → in Kafka", 20.1],
    ["in Kafka → consumed", 30.1],
    ["end to end", 40.1],
  ]);
  expect(stages.map(({ stage, label }) => [stage, label])).toEqual([
    ["made", "made"],
    ["acknowledged", "acknowledged"],
    ["inKafka", "in Kafka"],
    ["consumed", "consumed"],
  ]);
  const { anomalies: _, ...others } = planted;
  expect(report).toEqual(others);
});
