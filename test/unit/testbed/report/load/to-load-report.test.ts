import { describe, expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type LoadRunOptions, loadDefaults } from "../../../../../testbed/load/load-run-options.ts";
import { type LoadReport, loadReport } from "../../../../../testbed/report/load/load-report.ts";
import { loadSummary } from "../../../../../testbed/report/load/load-summary.ts";
import { toLoadReport } from "../../../../../testbed/report/load/to-load-report.ts";
import { consumed, made, published, sent } from "../../ledger/facts.ts";
import { judgedLoad, second } from "./judged-load.ts";

const at = (seconds: number) => ({ at: seconds * second });
const sound = [...published(0, at(1)), consumed(0, at(1.5))];
const killed: LoadRunOptions = {
  ...loadDefaults,
  fault: { spec: { kind: "kill", part: "mqtt" }, outageMs: 1_000 },
};

/** Returns the report of a {@link judgedLoad} with these facts. */
function reportOf(
  facts: readonly LedgerFact[],
  options: LoadRunOptions = loadDefaults,
  changes: Parameters<typeof judgedLoad>[2] = {},
): LoadReport {
  return loadReport.parse(toLoadReport(options, judgedLoad(facts, options, changes), new Date(0)));
}

test("a load in which every reading arrived is inside, with its rates, latencies and drain", () => {
  const report = reportOf(sound);
  expect(report).toMatchObject({
    ...{ outcome: "inside", incomplete: null, fault: null, recovery: null, pace: null },
    counts: { made: 1, consumed: 1, inKafka: 1 },
    throughput: { made: 0, untilDrained: 50 },
    drain: { ended: "quiet", ms: 8, quietMs: 100, outstanding: 3 },
    latencyMs: { sentToKafka: null, kafkaToConsumed: null },
  });
  expect(report.latencyMs.endToEnd).toMatchObject({ count: 1, max: 500 });
});

test("a lost reading is outside, and named", () => {
  const report = reportOf([...sound, ...published(1, at(2))]);
  expect(report.outside).toEqual([{ word: "lost", count: 1, allowed: 0 }]);
  expect(report.anomalies.lost).toMatchObject([{ device: "d", run: "r", seq: 1 }]);
});

test("a rate that was not held is outside", () => {
  const pace = { due: 1_000, madeInTime: 900, held: false };
  const report = reportOf(sound, loadDefaults, { pace });
  expect(report).toMatchObject({ pace, outside: [{ word: "notInTime", count: 100, allowed: 10 }] });
});

test("an unlimited rate is null", () => {
  const unpaced = { ...loadDefaults, ratePerSecond: Number.POSITIVE_INFINITY, profile: "unpaced" } as const;
  expect(reportOf(sound, unpaced).load).toMatchObject({ ratePerSecond: null, profile: "unpaced" });
});

describe("with a fault", () => {
  test("the recovery is judged by its limit, and its times are of the load", () => {
    const report = reportOf(sound, killed, { recoveryMs: 3_500.4, recoveryLimitMs: 3_000 });
    expect(report).toMatchObject({
      outcome: "outside",
      outside: [{ word: "recovery", count: 3_500.4, allowed: 3_000 }],
      recovery: { ms: 3_500, limitMs: 3_000 },
      fault: { name: "kill mqtt", injectedMs: 9_000, healedMs: 10_000, effect: null, usableMs: 11_000 },
    });
    expect(reportOf(sound, killed, { recoveryMs: 2_999 })).toMatchObject({
      ...{ outcome: "inside", recovery: { ms: 2_999, limitMs: null } },
    });
  });

  test("none at all is outside", () => {
    const report = reportOf(sound, killed);
    expect(report).toMatchObject({ outcome: "outside", recovery: { ms: null } });
    expect(loadSummary(report)).toContain("recovery never");
  });

  test("readings that passed it make the run not carried out", () => {
    const passing = [...published(1, at(10.2)), consumed(1, at(10.3))];
    expect(reportOf([...sound, ...passing], killed, { recoveryMs: 1 })).toMatchObject({
      outcome: "not carried out",
      notCarriedOut: [expect.stringContaining("the fault had no effect: 1 reading made during it")],
    });
  });

  test("at QoS 0 readings made during it are free, and no others", () => {
    const gone = (seq: number, seconds: number) => [made(seq, at(seconds)), sent(seq, at(seconds))];
    const recovered = [...gone(3, 13), consumed(3, at(13.1))];
    const facts = [...gone(0, 1), consumed(0, at(1.5)), ...gone(1, 8.9), ...gone(2, 10.5), ...recovered];
    const report = reportOf([...facts, ...gone(4, 14)], { ...killed, qos: 0 }, { recoveryMs: 2_100 });
    expect(report.outside).toEqual([{ word: "unconfirmed", count: 2, allowed: 0 }]);
    expect(report.anomalies.unconfirmed.map(({ seq, madeMs, free }) => [seq, madeMs, free])).toEqual([
      [1, 7_900, null],
      [2, 9_500, "made during fault and recovery at QoS 0"],
      [4, 13_000, null],
    ]);
  });

  test("at QoS 0 a recovery that no reading could show gives no verdict", () => {
    const facts = [made(0, at(1)), sent(0, at(1)), consumed(0, at(1.5)), made(1, at(11.9)), sent(1)];
    const noVerdict = [expect.stringContaining("the recovery is unknown")];
    expect(reportOf(facts, { ...killed, qos: 0 })).toMatchObject({ outcome: "no verdict", noVerdict });
  });

  test("a run that ended before its healing has no end of the fault, and no recovery that could be missed", () => {
    const early = { incomplete: "interrupted", drain: undefined, fault: { beganAt: 0, injectedAt: 0 } };
    const report = reportOf(sound, killed, early);
    expect(report).toMatchObject({ outcome: "not completed", outside: [], drain: null });
    expect(report.fault).toMatchObject({ injectedMs: -1_000, healedMs: -1_000, usableMs: null });
    expect(loadSummary(report)).not.toContain("recovery");
    const earlier = reportOf(sound, killed, { ...early, fault: undefined });
    expect(earlier).toMatchObject({ outcome: "not completed", fault: null });
  });
});
