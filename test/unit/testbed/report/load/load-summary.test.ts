import { expect, test } from "vitest";
import { anomalyWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { loadPageData } from "../../../../../testbed/report/load/load-page-data.ts";
import { loadSummary } from "../../../../../testbed/report/load/load-summary.ts";
import { plantedLoadReport } from "../../../../support/page/planted-load-report.ts";

test("the summary has latencies, rates, resource usage and the tester's health, with the verdict last", () => {
  const lines = loadSummary(plantedLoadReport()).split("\n");
  expect(lines[0]).toBe(
    "load: 1,000 readings/s of 100 devices at QoS 1 for 10 s, steady, through mqtt-source:",
  );
  expect(
    lines
      .find((line) => line.includes("end to end"))
      ?.split(/\s{2,}/)
      .slice(2),
  ).toEqual([...["2.0", "5.0", "20.0", "40.0", "60.0"]]);
  expect(lines.join("\n")).toContain("made 1,000, acknowledged 1,000, in Kafka 1,000, consumed 1,000");
  expect(lines.join("\n")).toContain("bridge 5 s, 250 MiB");
  expect(lines.join("\n")).toContain("12 readings made more than 20 ms late (at most 30 ms)");
  expect(lines.at(-1)).toBe("Inside the budget.");
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

test("readings that only the independent reader of the log found are said, on the page, too", () => {
  const found = { found: 4, onlyIndependentReader: 3, notFound: 0, hasHoles: false, failure: null };
  const report = plantedLoadReport({ independentReading: found });
  const line = "The Kafka tap (kafkajs) missed 3 readings that are in the log.";
  expect(loadSummary(report)).toContain(line);
  expect(loadPageData(report).texts.verdict).toContain(line);
  expect(loadPageData(plantedLoadReport()).texts.verdict).toBe("Inside the budget.");
});
