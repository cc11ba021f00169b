import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { type Verdict } from "../../../../testbed/ledger/verdict/verdict.ts";
import { consumed, judge, listed, made, published, toggled, written } from "./facts.ts";
import { anyStream } from "./oracle/any-stream.ts";

const taps = ["kafka"] as const;
const implied = (facts: readonly LedgerFact[]) => judge(facts, { taps, consumedImpliesWritten: true });

/** The facts, with a fact `written` of status Active before every consumption. */
const withWritten = (facts: readonly LedgerFact[]): LedgerFact[] =>
  facts.flatMap((fact): LedgerFact[] =>
    fact.fact === "consumed" ? [written(fact.seq, fact), fact] : [fact],
  );

/** A verdict without findings on final readings, which depend on the status. */
function withoutFinals({ anomalies, counts, devices, ...verdict }: Verdict) {
  const none = { missingFinal: 0, doubleFinal: 0, ghost: 0 };
  return {
    ...verdict,
    uncheckedStatuses: 0,
    unjudgedDeactivations: 0,
    counts: { ...counts, ...none },
    anomalies: { ...anomalies, missingFinal: [], doubleFinal: [], ghost: [] },
    devices: devices.map((device) => ({
      ...device,
      uncheckedStatuses: 0,
      unjudgedDeactivations: 0,
      counts: { ...device.counts, ...none },
    })),
  };
}

describe("consumedImpliesWritten", () => {
  test("counts consumed readings as inKafka, each once", () => {
    const facts = [...published(0), ...published(1), written(0), consumed(0), consumed(1), consumed(1)];
    expect(implied(facts).counts).toMatchObject({ inKafka: 2, consumed: 2, duplicates: 1 });
    expect(judge(facts, { taps }).counts).toMatchObject({ inKafka: 1, consumed: 2, duplicates: 1 });
  });

  test("counts readings that are in Kafka without being consumed, too", () => {
    const verdict = implied([...published(0), ...published(1), written(0), consumed(1)]);
    expect(verdict.counts).toMatchObject({ inKafka: 2, consumed: 1, lost: 1 });
    expect(verdict.lostAt["kafka-consumer"]).toBe(1);
  });

  test("makes up no status: a final reading whose status no tap saw is counted as unchecked", () => {
    const verdict = implied([toggled("Inactive"), ...published(0), consumed(0)]);
    expect(listed(verdict)).toEqual({});
    expect(verdict.uncheckedStatuses).toBe(1);
  });

  test("uses the status that the tap on Kafka saw", () => {
    const facts = [toggled("Inactive"), made(0), consumed(0)];
    expect(listed(implied([...facts, written(0, { status: "Inactive" })]))).toEqual({});
    expect(listed(implied([...facts, written(0, { status: "Active" })]))).toEqual({ missingFinal: [0] });
  });

  test("gives the verdict that a fact written with every consumption would give, but for final readings", {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(anyStream, ({ facts, options }) => {
        const withKafka = { ...options, taps: [...new Set([...options.taps, "kafka" as const])] };
        const verdict = judge(facts, { ...withKafka, consumedImpliesWritten: true });
        expect(withoutFinals(verdict)).toEqual(withoutFinals(judge(withWritten(facts), withKafka)));
      }),
      { numRuns: 500 },
    );
  });
});
