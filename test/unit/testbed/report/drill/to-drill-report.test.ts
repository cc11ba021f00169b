import { describe, expect, test } from "vitest";
import { type DrillOptions, drillDefaults } from "../../../../../testbed/drill/drill-options.ts";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { drillMarkdown } from "../../../../../testbed/report/drill/drill-markdown.ts";
import { drillReport } from "../../../../../testbed/report/drill/drill-report.ts";
import { drillSummary } from "../../../../../testbed/report/drill/drill-summary.ts";
import { toDrillReport } from "../../../../../testbed/report/drill/to-drill-report.ts";
import { type IndependentReading } from "../../../../../testbed/taps/independent/independent-reading.ts";
import { consumed, made, published, sent, toggled, written } from "../../ledger/facts.ts";
import { judgedDrill, second } from "./judged-drill.ts";

const options: DrillOptions = {
  ...drillDefaults,
  fault: { spec: { kind: "kill", part: "bridge" }, outageMs: 1_000 },
};

/** Returns the report of a {@link judgedDrill} with these facts. */
function reportOf(
  facts: readonly LedgerFact[],
  recoveryMs: number | undefined,
  recoveryLimitMs?: number,
  given = options,
  independentReading?: IndependentReading,
  changes: Parameters<typeof judgedDrill>[1] = {},
) {
  const run = judgedDrill(facts, {
    ...{ recoveryMs, recoveryLimitMs },
    ...changes,
    observation: { independentReading },
  });
  return drillReport.parse(toDrillReport(given, run, new Date(0)));
}

const sound = [...published(0), written(0), consumed(0)];
const at = (seconds: number) => ({ at: seconds * second });

test("a recovery outside its limit is outside, in JSON, terminal and Markdown", () => {
  const report = reportOf(sound, 8_500, 8_000);
  expect(report.outcome).toBe("outside");
  const line = "Outside the budget: recovery 8.5 s (allowed: 8.0 s).";
  expect(drillSummary(report)).toContain(line);
  expect(drillMarkdown(report)).toContain(line);
  expect(reportOf(sound, 8_000, 8_000).outcome).toBe("inside");
  expect(drillSummary(reportOf(sound, undefined))).toContain("recovery never");
});

test("readings that passed the fault make the drill not carried out", () => {
  const passing = [made(1, at(10.5)), sent(1), { ...consumed(1, at(10.6)), partition: 0 }, written(1)];
  const report = reportOf([...sound, ...passing, ...published(2), consumed(2), written(2)], undefined);
  expect(report.outcome).toBe("no verdict");
  const acknowledged = [...published(1, at(10.5)), consumed(1, at(10.6)), written(1)];
  const bitten = reportOf([...sound, ...acknowledged], undefined);
  expect(bitten).toMatchObject({ outcome: "not carried out", outside: [] });
  expect(drillSummary(bitten)).toContain(
    "Not carried out: the fault had no effect: 1 reading made during it",
  );
});

test("free readings, and what could not be checked, are in terminal and Markdown", () => {
  const cut = [toggled("Inactive"), made(1, at(3)), made(2, at(4))];
  const next = [...published(0, { run: "next" }), written(0, { run: "next" }), consumed(0, { run: "next" })];
  const report = reportOf([...sound, ...cut, ...next], 1_000);
  expect(report.outcome).toBe("inside");
  expect(report.anomalies.unsent.map(({ madeMs, free }) => [madeMs, free])).toEqual([
    [3_000, "made before the publisher was killed or stopped"],
    [4_000, "made before the publisher was killed or stopped"],
  ]);
  for (const text of [drillSummary(report), drillMarkdown(report)]) {
    expect(text).toContain("Not in the budget: unsent 2, made before the publisher was killed or stopped.");
    expect(text).toContain("Not checked: the final readings of 1 deactivation");
    expect(text).toMatch(/unsent[ |]+2/);
  }
  expect(drillMarkdown(report)).toContain("### unsent, made before the publisher was killed or stopped: 2");
});

test("a planned restart that failed is said; without it the limit of a killed bridge is unknown", () => {
  const changes = { plannedRestartFailed: "timed out waiting for new readings" };
  const report = reportOf(sound, 1_000, undefined, options, undefined, changes);
  const reason = "the planned restart failed: timed out waiting for new readings";
  expect(report).toMatchObject({
    outcome: "no verdict",
    noVerdict: [`the limit of the recovery is unknown: ${reason}`],
  });
  const killed = { ...options, fault: { spec: { kind: "kill", part: "kafka" }, outageMs: 1 } } as const;
  const kafka = reportOf(sound, 1_000, 3_000, killed, undefined, changes);
  expect(kafka.outcome).toBe("inside");
  for (const text of [drillSummary(kafka), drillMarkdown(kafka)]) {
    expect(text).toContain("The planned restart for comparison failed: timed out waiting for new readings.");
  }
});

describe("at QoS 0", () => {
  const atQos0 = { ...options, qos: 0 } as const;
  const gone = (seq: number, seconds: number) => [made(seq, at(seconds)), sent(seq, at(seconds))];
  const arriving = [...gone(0, 1), written(0), consumed(0)];

  test("a final reading that the fault took is not missing: it is listed apart and free", () => {
    const report = reportOf([...arriving, toggled("Inactive"), ...gone(1, 10.5)], 1_000, undefined, atQos0);
    expect(report).toMatchObject({ outcome: "inside", counts: { missingFinal: 1, unconfirmed: 1 } });
    expect(report.anomalies.missingFinal).toEqual([
      { device: "d", run: "r", seq: 1, free: "made during fault and recovery at QoS 0" },
    ]);
    const section = "### missingFinal, made during fault and recovery at QoS 0: 1\n\n- `d` seq 1";
    expect(drillMarkdown(report)).toContain(section);
    expect(drillMarkdown(report)).not.toContain("### missingFinal: ");
  });

  test("a final reading that was lost without a fault is missing", () => {
    const report = reportOf([...arriving, toggled("Inactive"), ...gone(1, 16)], 1_000, undefined, atQos0);
    expect(report.outside.map(({ word }) => word)).toEqual(["unconfirmed", "missingFinal"]);
    expect(report.anomalies.missingFinal).toMatchObject([{ seq: 1, free: null }]);
  });

  test("what an earlier drill on the pipeline took is free, too", () => {
    const facts = [...arriving, ...gone(1, 3), ...gone(2, 5)];
    const earlierDisturbances = [{ firstAt: 2 * second, lastAt: 4 * second }];
    const report = reportOf(facts, 1_000, undefined, { ...atQos0, earlierDisturbances });
    expect(report.outside).toEqual([{ word: "unconfirmed", count: 1, allowed: 0 }]);
    expect(report.anomalies.unconfirmed.map(({ seq, free }) => [seq, free])).toEqual([
      [1, "made during fault and recovery at QoS 0"],
      [2, null],
    ]);
  });
});

test("readings that only the independent reader found are said, in JSON, terminal and Markdown", () => {
  const reading = { found: 4, onlyIndependentReader: 3, notFound: 0, hasHoles: false, failure: undefined };
  const report = reportOf(sound, 100, 8_000, options, reading);
  expect(report.independentReading).toEqual({ ...reading, failure: null });
  const line = "The Kafka tap (kafkajs) missed 3 readings that are in the log.";
  expect(drillSummary(report)).toContain(line);
  expect(drillMarkdown(report)).toContain(line);

  const agreeing = drillSummary(
    reportOf(sound, 100, 8_000, options, { ...reading, onlyIndependentReader: 0 }),
  );
  expect(agreeing).toContain(
    "The Kafka log was read again with another client: the tap (kafkajs) missed nothing.",
  );
});

test("a second reading of the log that was not possible is said beside the verdict, and none is not mentioned", () => {
  const reading = {
    found: 0,
    onlyIndependentReader: 0,
    notFound: 0,
    hasHoles: false,
    failure: "Kafka is gone",
  };
  const report = reportOf(sound, 100, 8_000, options, reading);
  const line =
    "Inside the budget. Not checked: whether the Kafka log has readings that the tap (kafkajs) missed: Kafka is gone.";
  expect(drillSummary(report)).toContain(line);
  expect(drillMarkdown(report)).toContain(line);
  expect(drillSummary(report)).not.toContain("missed nothing");

  const none = reportOf(sound, 100, 8_000);
  expect(none.independentReading).toBeNull();
  expect(drillSummary(none)).not.toContain("kafkajs");
});
