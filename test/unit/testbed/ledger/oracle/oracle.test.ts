import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Ledger } from "../../../../../testbed/ledger/ledger.ts";
import { deviceWords } from "../../../../../testbed/ledger/verdict/counted-words.ts";
import { hops } from "../../../../../testbed/ledger/verdict/hop.ts";
import { brokenInvariants, brokenStages } from "../../../../../testbed/ledger/verdict/invariants.ts";
import { provableFacts } from "../../../../../testbed/ledger/verdict/missing-facts.ts";
import { type Verdict } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { missingEvidence } from "../../../../../testbed/run/judgement/missing-evidence.ts";
import { judge } from "../facts.ts";
import { anyPicks, interleaved } from "../interleaved.ts";
import { anyStream } from "./any-stream.ts";
import { oracle } from "./oracle.ts";

describe("for any facts", { timeout: 60_000 }, () => {
  test("the verdict is the one that follows from the definitions of the words", () => {
    fc.assert(
      fc.property(anyStream, ({ facts, options }) => {
        expect(judge(facts, options)).toEqual(oracle(facts, options));
      }),
      { numRuns: 1_500 },
    );
  });

  test("the counts agree with each other, with their lists and with the devices", () => {
    fc.assert(
      fc.property(anyStream, ({ facts, options }) => {
        expect(brokenInvariants(judge(facts, options))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("no stage is larger than the one before it, and every sum holds, unless evidence is missing", () => {
    fc.assert(
      fc.property(anyStream, ({ facts, options }) => {
        const verdict = judge(facts, options);
        fc.pre(missingEvidence(verdict, 0).length === 0);
        // Random facts have records that were consumed and are in no log, which no complete tap on Kafka says.
        expect(brokenStages({ ...verdict, taps: [] })).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("the verdict does not depend on the interleaving of taps", () => {
    fc.assert(
      fc.property(anyStream, anyPicks, ({ facts, options }, picks) => {
        const enough = { ...options, rememberedReadings: 1_000 };
        const byTap = Object.values(Object.groupBy(facts, ({ tap }) => tap));
        expect(judge(interleaved(byTap, picks), enough)).toEqual(judge(facts, enough));
      }),
      { numRuns: 500 },
    );
  });

  test("asking for intermediate verdicts changes nothing", () => {
    fc.assert(
      fc.property(anyStream, ({ facts, options }) => {
        const ledger = new Ledger(options);
        for (const fact of facts) {
          ledger.add(fact);
          ledger.verdict();
        }
        expect(ledger.verdict()).toEqual(judge(facts, options));
      }),
    );
  });
});

/** States that the generated streams have to reach: without them the properties above would hold trivially. */
const states: Record<string, (verdict: Verdict) => boolean> = {
  ...Object.fromEntries(deviceWords.map((word) => [word, ({ counts }: Verdict) => counts[word] > 0])),
  ...Object.fromEntries(hops.map((hop) => [`lost at ${hop}`, ({ lostAt }: Verdict) => lostAt[hop] > 0])),
  filtered: ({ counts }) => counts.filtered > 0,
  "filtered exactly": ({ counts, filteredEvidence }) => counts.filtered > 0 && filteredEvidence === "exact",
  "filtered at least": ({ counts, filteredEvidence }) =>
    counts.filtered > 0 && filteredEvidence === "at least",
  untraced: ({ counts }) => counts.untraced > 0,
  "lost and dead-lettered": ({ lostDeadLettered }) => lostDeadLettered > 0,
  "lost over a span of time": ({ lostTime }) => lostTime !== undefined && lostTime.firstAt < lostTime.lastAt,
  "reordered by more than one": ({ largestDisplacement }) => largestDisplacement > 1,
  "bytes forgotten": ({ uncheckedBytes }) => uncheckedBytes > 0,
  "status unknown": ({ uncheckedStatuses }) => uncheckedStatuses > 0,
  "deactivation cut short by a kill": ({ unjudgedDeactivations }) => unjudgedDeactivations > 0,
  ...Object.fromEntries(
    provableFacts.map((fact) => [`${fact} missing`, ({ missingFacts }: Verdict) => missingFacts[fact] > 0]),
  ),
  "unmade at the broker": ({ unmadeAtBroker }) => unmadeAtBroker > 0,
  "phantoms in Kafka only": ({ unconsumedPhantoms }) => unconsumedPhantoms > 0,
  "unsent when their publisher ended": ({ anomalies }) =>
    anomalies.unsent.some(({ publisherEnded }) => publisherEnded),
  "unconfirmed when their publisher ended": ({ anomalies }) =>
    anomalies.unconfirmed.some(({ publisherEnded }) => publisherEnded),
  "three finals": ({ anomalies }) => anomalies.doubleFinal.some(({ finals }) => finals.length > 2),
  "lost without evidence due to a gap of the tap mqtt": ({ lostAt, gaps, taps }) =>
    lostAt["no-evidence"] > 0 && taps.includes("kafka") && gaps.kafka.length === 0 && gaps.mqtt.length > 0,
  "lost at publisher-mqtt despite a gap of the tap mqtt": ({ lostAt, gaps }) =>
    lostAt["publisher-mqtt"] > 0 && gaps.mqtt.length > 0,
  "lost at mqtt-bridge despite a gap of the tap mqtt-bridge": ({ lostAt, gaps }) =>
    lostAt["mqtt-bridge"] > 0 && gaps["mqtt-bridge"].length > 0,
};

test("the generated streams reach every relevant state often", { timeout: 60_000 }, () => {
  const verdicts = fc
    .sample(anyStream, { numRuns: 3_000, seed: 1 })
    .map(({ facts, options }) => judge(facts, options));
  const seldom = Object.entries(states).flatMap(([state, isReached]) => {
    const times = verdicts.filter((verdict) => isReached(verdict)).length;
    return times < 30 ? [`${state}: ${times} times`] : [];
  });
  expect(seldom).toEqual([]);
});
