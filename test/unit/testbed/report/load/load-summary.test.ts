import { expect, test } from "vitest";
import { anomalyWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { type LoadReport } from "../../../../../testbed/report/load/load-report.ts";
import { loadSummary } from "../../../../../testbed/report/load/load-summary.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";
import { plantedLoadFindings } from "./planted-load-findings.ts";

test("every figure is beside its name: no percentile, stage, count or part has that of another", () => {
  expect(
    loadSummary(plantedLoadFindings()),
  ).toBe(`load: 1,000 readings/s of 100 devices at QoS 0 for 2.5 s, burst, through theirs, with kill kafka: The rate was not held: 9,000 of 12,000 readings were made in time.
  latency, ms                      p50       p90       p99     p99.9       max
  publish → acknowledged          10.1      10.2      10.3      10.4      10.5
  sent → in Kafka                 20.1      20.2      20.3      20.4      20.5
  in Kafka → consumed             30.1      30.2      30.3      30.4      30.5
  end to end                      40.1      40.2      40.3      40.4      40.5
  readings/s: made 1,001, acknowledged 1,002, in Kafka 1,003, consumed 1,004.5; until drained 1,005
  readings: made 1,000, acknowledged 1,004, unknown 1,005, consumed 1,009, dropped 1,001, unsent 1,002, unconfirmed 1,006, lost 1,010, duplicates 1,011, reordered 1,012, late 1,013, phantom 1,014, corrupt 1,015, missingFinal 1,016, doubleFinal 1,017, ghost 1,018, deadLettered 1,019
  recovery 1.5 s (allowed: 2.0 s)
  CPU time and peak memory: publisher 1 s, 11 MiB; mqtt 2 s, 21 MiB; bridge 3 s, 31 MiB (since its restart); kafka not known; consumer 5 s, 51 MiB
  tester: event-loop delay of the publisher not known, of this process 6 ms; 1,234 readings made more than 20 ms late (at most 31.5 ms); CPU usage of the machine 50 %
  The Kafka tap (kafkajs) missed 3 readings that are in the log.
  Not in the budget: unconfirmed 20, made during fault and recovery at QoS 0.
  The tester may have been the bottleneck: the publisher used 97 % of a core.
  The tester may have been the bottleneck: the machine was busy.
Outside the budget: lost 7 (allowed: 0). Not checked: the hop. The rate was not held: 9,000 of 12,000 readings were made in time.`);
});

test("a run without a finding has its figures and the verdict, and no other line", () => {
  const begins = (text: string) => expect.stringMatching(new RegExp(`^  ${text}`));
  expect(loadSummary(plantedLoadReport()).split("\n")).toEqual([
    "load: 1,000 readings/s of 100 devices at QoS 1 for 10 s, steady, through mqtt-source:",
    ...["latency, ms ", "publish → acknowledged ", "sent → in Kafka ", "in Kafka → consumed "].map(begins),
    begins("end to end  +2.0 +5.0 +20.0 +40.0 +60.0$"),
    ...["readings/s: ", "readings: ", "CPU time and peak memory: ", "tester: "].map(begins),
    "Inside the budget.",
  ]);
});

test("the verdict has the counts outside the budget", () => {
  const outside = [{ word: "lost", count: 7, allowed: 0 }];
  expect(loadSummary(plantedLoadReport({ outcome: "outside", outside }))).toMatch(
    /\nOutside the budget: lost 7 \(allowed: 0\)\.$/,
  );
});

test("an incomplete run has its reason and no verdict", () => {
  const summary = loadSummary(
    plantedLoadReport({
      outcome: "not completed",
      incomplete: "kafka ended by itself: signal SIGKILL\nlog",
    }),
  );
  expect(summary).toMatch(/\nIncomplete, no verdict: kafka ended by itself: signal SIGKILL$/);
  expect(summary).not.toContain("budget");
});

test("a possible bottleneck in the tester is reported with its reason", () => {
  const summary = loadSummary(plantedLoadReport({ bottleneck: ["the publisher used 97 % of a core"] }));
  expect(summary).toContain("The tester may have been the bottleneck: the publisher used 97 % of a core.");
});

test("a loss has its hops, and the reason where they are not known", () => {
  const { lostAt } = plantedLoadReport();
  const report = plantedLoadReport({ lostAt: { ...lostAt, "no-evidence": 2, "kafka-consumer": 3 } });
  expect(loadSummary(report)).toContain(
    "\n  Lost at: kafka-consumer 3, no-evidence 2.\n  no-evidence: not known at which hop before Kafka, since a load run has taps at publisher, Kafka and consumer only; drill the same bridge for that (npm run testbed -- drill --help).\n",
  );
  const located = loadSummary(plantedLoadReport({ lostAt: { ...lostAt, "kafka-consumer": 3 } }));
  expect(located).toContain("\n  Lost at: kafka-consumer 3.\n");
  expect(located).not.toContain("no-evidence");
});

test("a latency that was not measured is a dash", () => {
  const report = plantedLoadReport();
  const latencyMs = { ...report.latencyMs, endToEnd: null };
  const usage = { ...report.usage, kafka: null };
  const summary = loadSummary({ ...report, latencyMs, usage });
  expect(summary).toMatch(/end to end( +–){5}/);
  expect(summary).toContain("kafka not known");
});

test("every word for an anomaly is among the counts, and free readings are said", () => {
  const free = [
    { word: "unconfirmed", reason: "made during fault and recovery at QoS 0", count: 20 },
  ] as const;
  const summary = loadSummary(plantedLoadReport({ free: [...free] }));
  for (const word of anomalyWords) expect(summary).toContain(`${word} 0`);
  expect(summary).toContain("Not in the budget: unconfirmed 20, made during fault and recovery at QoS 0.");
});

test("a rate that was not held is in the first line and beside the verdict", () => {
  const report = plantedLoadReport({ pace: { due: 800_000, madeInTime: 170_500, held: false } });
  const lines = loadSummary(report).split("\n");
  const warning = "The rate was not held: 170,500 of 800,000 readings were made in time.";
  expect(lines[0]).toMatch(/through mqtt-source: /);
  expect(lines[0]).toContain(warning);
  expect(lines.at(-1)).toBe(`Inside the budget. ${warning}`);
});

test("a load without a rate says so", () => {
  const { load } = plantedLoadReport();
  const report = plantedLoadReport({
    load: { ...load, ratePerSecond: null, profile: "unpaced" },
    pace: null,
  });
  expect(loadSummary(report)).toMatch(/^load: as many readings as go through of 100 devices at QoS 1/);
});

test.each<[string | undefined, LoadReport["recovery"], Partial<LoadReport>?]>([
  [undefined, null],
  ["recovery 0.0 s", { ms: 0, limitMs: null }],
  ["recovery 0.0 s (allowed: 0.0 s)", { ms: 0, limitMs: 0 }],
  [
    "recovery never (allowed: 2.0 s)",
    { ms: null, limitMs: 2_000 },
    { outside: [{ word: "recovery", count: null, allowed: 2_000 }] },
  ],
  ["recovery unknown (allowed: 2.0 s)", { ms: null, limitMs: 2_000 }],
  ["recovery 1.5 s", { ms: 1_500, limitMs: null }, { incomplete: "kafka ended" }],
  [undefined, { ms: null, limitMs: 2_000 }, { incomplete: "kafka ended" }],
])("the line on the recovery is: %s", (line, recovery, changed) => {
  const lines = loadSummary(plantedLoadReport({ ...changed, recovery })).split("\n");
  expect(lines.find((each) => each.includes("recovery"))?.trim()).toBe(line);
});

test("the delay of the publisher has its 99th percentile and its maximum", () => {
  expect(loadSummary(plantedLoadReport())).toContain(
    "of the publisher 5 ms (p99; at most 30 ms), of this process 6 ms;",
  );
});
