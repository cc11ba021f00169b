import { expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { type Verdict } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { judgementOn } from "../../../../../testbed/run/judgement/judgement.ts";
import { arrived, judge, published } from "../../ledger/facts.ts";

const rules = { budget: defaultBudget, qos: 1, incomplete: null } as const;
const judgementOf = (facts: readonly LedgerFact[]) => judgementOn(judge(facts), rules);
const sound = [...published(0), ...arrived(0)];

test("a run in which every reading arrived is inside the budget", () => {
  expect(judgementOf(sound)).toEqual({
    ...{ outcome: "inside", contradictions: [], incomplete: null },
    ...{ noVerdict: [], outside: [], notCarriedOut: [] },
  });
});

test("a run without a fact tested nothing", () => {
  expect(judgementOf([])).toMatchObject({
    outcome: "not carried out",
    notCarriedOut: ["no reading was made"],
  });
});

test("a lost reading is outside the budget", () => {
  expect(judgementOf(published(0))).toMatchObject({
    outcome: "outside",
    outside: [{ word: "lost", count: 1, allowed: 0 }],
  });
});

test("a run that ended early is judged for nothing but contradictions", () => {
  const judgement = judgementOn(judge(published(0)), { ...rules, incomplete: "kafka ended" });
  expect(judgement).toMatchObject({ outcome: "not completed", outside: [], noVerdict: [] });
});

test.each<[string, (verdict: Verdict) => Partial<Verdict>, string]>([
  [
    "more lost than at all hops together",
    ({ lostAt }) => ({ lostAt: { ...lostAt, "bridge-kafka": 1 } }),
    "lost (0) is not lost at all hops together (1)",
  ],
  [
    "more consumed than in Kafka, whose tap missed nothing",
    ({ counts, devices }) => ({
      counts: { ...counts, inKafka: 0 },
      devices: devices.map((device) => ({ ...device, counts: { ...device.counts, inKafka: 0 } })),
    }),
    "consumed (1) is more than inKafka (0)",
  ],
])("a verdict with %s is a contradiction of the checker", (_, change, sentence) => {
  const verdict = judge(sound);
  expect(judgementOn({ ...verdict, ...change(verdict) }, rules)).toMatchObject({
    outcome: "checker contradicts itself",
    contradictions: [sentence],
  });
});

test("more consumed than in Kafka is no contradiction if the tap on Kafka missed something", () => {
  const { gaps, ...verdict } = judge(sound);
  const counts = { ...verdict.counts, inKafka: 0 };
  const devices = verdict.devices.map((device) => ({ ...device, counts: { ...device.counts, inKafka: 0 } }));
  const kafka = [{ from: 0, to: 1 }];
  expect(judgementOn({ ...verdict, counts, devices, gaps: { ...gaps, kafka } }, rules).outcome).toBe(
    "inside",
  );
});

test("a run whose journal lacks records has no verdict, also if readings are lost", () => {
  expect(judgementOf([...sound, ...published(2)])).toMatchObject({
    outcome: "no verdict",
    noVerdict: ["the publisher's journal has no record of their making for 1 readings"],
    outside: [{ word: "lost", count: 1, allowed: 0 }],
  });
});
