import fc from "fast-check";
import { expect, test } from "vitest";
import { optionalTaps } from "../../../../../testbed/ledger/tap.ts";
import { brokenInvariants, imbalances } from "../../../../../testbed/ledger/verdict/invariants.ts";
import { judge } from "../facts.ts";
import { anyPlantedRun } from "./planted-run.ts";

const taps = optionalTaps;

test("each planted fault is found, at its hop, and nothing else is reported", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(anyPlantedRun, ({ facts, expected }) => {
      const verdict = judge(facts, { taps });
      expect(verdict.anomalies).toEqual(expected.anomalies);
      expect(verdict.lostAt).toEqual({ ...noneLost, ...expected.lostAt });
      expect(verdict.counts).toMatchObject({ made: expected.made, unknown: expected.unknown });
      expect(verdict).toMatchObject({
        unjudgedDeactivations: expected.unjudgedDeactivations,
        largestDisplacement: expected.largestDisplacement,
        uncheckedBytes: 0,
        uncheckedStatuses: 0,
      });
      expect(brokenInvariants(verdict)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test("the sums hold for a publisher whose journal is complete, whatever was lost after it", {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(anyPlantedRun, ({ facts }) => {
      const verdict = judge(facts, { taps });
      for (const account of [verdict, ...verdict.devices]) {
        expect(imbalances(account)).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test("the planted faults are of every kind, often", { timeout: 60_000 }, () => {
  const planted = fc.sample(anyPlantedRun, { numRuns: 2_000, seed: 1 }).map(({ expected }) => expected);
  const seldom = Object.keys(planted[0]?.anomalies ?? {}).filter(
    (word) =>
      planted.filter(({ anomalies }) => anomalies[word as keyof typeof anomalies].length > 0).length < 100,
  );
  expect(seldom).toEqual([]);
  expect(planted.filter(({ lostAt }) => Object.keys(lostAt).length > 2).length).toBeGreaterThan(100);
  expect(planted.filter((run) => run.unjudgedDeactivations > 0).length).toBeGreaterThan(100);
  expect(planted.filter((run) => run.largestDisplacement > 1).length).toBeGreaterThan(100);
});

const noneLost = {
  "publisher-mqtt": 0,
  "mqtt-bridge": 0,
  "mqtt-kafka": 0,
  "bridge-kafka": 0,
  "kafka-consumer": 0,
  "no-evidence": 0,
};
