import { describe, expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { optionalTaps } from "../../../../../testbed/ledger/tap.ts";
import { type Verdict } from "../../../../../testbed/ledger/verdict/verdict.ts";
import { defaultBudget } from "../../../../../testbed/run/judgement/budget.ts";
import { type JudgementRules, judgementOn } from "../../../../../testbed/run/judgement/judgement.ts";
import { paceOf } from "../../../../../testbed/run/judgement/pace.ts";
import {
  acknowledged,
  arrived,
  consumed,
  judge,
  made,
  published,
  seen,
  sent,
  toggled,
  written,
} from "../../ledger/facts.ts";

const rules = {
  budget: defaultBudget,
  qos: 1,
  incomplete: null,
  disturbances: [],
  recovery: undefined,
} as const;
const many = Array.from({ length: 50 }, (_, seq) => seq);
const judgementOf = (facts: readonly LedgerFact[]) => judgementOn(judge(facts), rules);
const sound = [...published(0), ...arrived(0)];

test("a run in which every reading arrived is inside the budget", () => {
  expect(judgementOf(sound)).toEqual({
    ...{ outcome: "inside", contradictions: [], incomplete: null },
    ...{ noVerdict: [], outside: [], notCarriedOut: [], free: [], unchecked: [] },
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

test("a reading that nobody made is a phantom and no contradiction, also if the broker passed it on", () => {
  expect(judgementOf([...sound, ...arrived(7)])).toMatchObject({
    outcome: "outside",
    outside: [{ word: "phantom", count: 1, allowed: 0 }],
  });
});

test("a reading that nobody made and only the broker's subscriber saw is no contradiction", () => {
  expect(judgementOf([...sound, seen(7)]).contradictions).toEqual([]);
});

test("more at the broker than was sent is a contradiction", () => {
  const verdict = judge(sound);
  const counts = { ...verdict.counts, atBroker: 2 };
  const devices = verdict.devices.map((device) => ({ ...device, counts: { ...device.counts, atBroker: 2 } }));
  expect(judgementOn({ ...verdict, counts, devices }, rules).contradictions).toEqual([
    "atBroker (2) is more than sent (1)",
  ]);
});

test("a run whose journal lacks records has no verdict, also if readings are lost", () => {
  expect(judgementOf([...sound, ...published(2)])).toMatchObject({
    outcome: "no verdict",
    noVerdict: ["the publisher's journal has no record of the making of 1 reading"],
    outside: [{ word: "lost", count: 1, allowed: 0 }],
  });
});

test("a stage larger than the one before it is no contradiction if the journal lacks records", () => {
  expect(judgementOf([made(0), acknowledged(0)])).toMatchObject({
    outcome: "no verdict",
    contradictions: [],
    noVerdict: ["the publisher's journal has no record of the sending of 1 reading"],
  });
});

describe("a run is not inside the budget", () => {
  test("if the broker acknowledged nothing after the first reading", () => {
    const stuck = many.slice(1).flatMap((seq) => [made(seq), ...(seq < 20 ? [sent(seq)] : [])]);
    expect(judgementOf([...sound, ...stuck])).toMatchObject({
      outcome: "outside",
      outside: [
        { word: "unsent", count: 30, allowed: 0 },
        { word: "unconfirmed", count: 19, allowed: 0 },
      ],
    });
  });

  test("if at QoS 0 readings made outside fault and recovery did not arrive", () => {
    const unanswered = many.flatMap((seq) => [made(seq, { at: seq }), sent(seq, { at: seq })]);
    const verdict = judge([...unanswered, ...arrived(0)]);
    const disturbances = [{ firstAt: 10, lastAt: 29 }];
    expect(judgementOn(verdict, { ...rules, qos: 0, disturbances })).toMatchObject({
      outcome: "outside",
      outside: [{ word: "unconfirmed", count: 29, allowed: 0 }],
      free: [{ word: "unconfirmed", reason: "made during fault and recovery at QoS 0", count: 20 }],
    });
  });

  test("if Kafka has a record that nobody made and nobody has consumed", () => {
    expect(judgementOf([...sound, written(7)]).outside).toEqual([{ word: "phantom", count: 1, allowed: 0 }]);
  });

  test("if there were two final readings and a ghost before a kill of the publisher", () => {
    const final = (seq: number) => [...published(seq), ...arrived(seq, { status: "Inactive" })];
    const ghost = [...published(3), ...arrived(3)];
    const next = [...published(0, { run: "next" }), ...arrived(0, { run: "next" })];
    const facts = [...sound, toggled("Inactive"), ...final(1), ...final(2), ...ghost, ...next];
    expect(judgementOf(facts).outside.map(({ word }) => word)).toEqual(["doubleFinal", "ghost"]);
  });
});

test("readings that a killed publisher had not sent are listed apart and free", () => {
  const unsent = many.slice(1).map((seq) => made(seq));
  const next = [...published(0, { run: "next" }), ...arrived(0, { run: "next" })];
  expect(judgementOf([...sound, ...unsent, ...next])).toMatchObject({
    outcome: "inside",
    free: [{ word: "unsent", reason: "made before the publisher was killed or stopped", count: 49 }],
  });
});

test("what could not be checked is part of the judgement", () => {
  const cut = [...sound, toggled("Inactive")];
  const next = [...published(0, { run: "next" }), ...arrived(0, { run: "next" })];
  expect(judgementOf([...cut, ...next])).toMatchObject({
    outcome: "inside",
    unchecked: ["the final readings of 1 deactivation that the end of the publisher cut short"],
  });
});

test.each<[number, Partial<Verdict>, string, string[]]>([
  [0, { filteredEvidence: "exact" }, "inside", []],
  [0, { filteredEvidence: "not observed" }, "no verdict", ["filtered is not observed (allowed: 0)"]],
  [1, { filteredEvidence: "at least" }, "no verdict", ["filtered is known to be at least 0 (allowed: 1)"]],
])("a limit of %i filtered messages needs an exact count: %o", (allowed, known, outcome, noVerdict) => {
  const budget = { ...defaultBudget, filtered: allowed };
  const judgement = judgementOn({ ...judge(sound), ...known }, { ...rules, budget });
  expect(judgement).toMatchObject({ outcome, noVerdict });
});

test("filtered messages above their limit are outside it, even if there may be more", () => {
  const verdict = judge([...sound, { tap: "bridge", fact: "filtered", count: 2 }], { taps: optionalTaps });
  const budget = { ...defaultBudget, filtered: 1 };
  const judgement = judgementOn({ ...verdict, filteredEvidence: "at least" }, { ...rules, budget });
  const outside = [{ word: "filtered", count: 2, allowed: 1 }];
  expect(judgement).toMatchObject({ outcome: "outside", noVerdict: [], outside });
});

test("a fault that met too little tested nothing: the recovery is not judged, a count outside its budget is", () => {
  const recovery = { ...notSeen, tooLittle: "1 of 5 cuts met a connection" };
  const notCarriedOut = ["the fault had too little effect: 1 of 5 cuts met a connection"];
  expect(judgementOn(judge(sound), { ...rules, recovery })).toMatchObject({
    ...{ outcome: "not carried out", outside: [], notCarriedOut },
  });
  expect(judgementOn(judge([...sound, ...arrived(7)]), { ...rules, recovery })).toMatchObject({
    ...{ outcome: "outside", outside: [{ word: "phantom" }], notCarriedOut },
  });
});

const notSeen = { ms: undefined, limitMs: 3_000, passed: 0, couldShow: true };

describe("a run that ended early is judged for nothing but contradictions:", () => {
  test.each<[string, readonly LedgerFact[], Partial<JudgementRules>]>([
    ["readings in flight are not lost", published(0), {}],
    ["no reading may have been made yet", [], {}],
    ["a journal that lacks records does not matter", [...sound, ...published(2)], {}],
    ["nor does one in which the stages do not follow from each other", [made(0), acknowledged(0)], {}],
    ["nor does a tap that is behind", [...published(0), consumed(0)], {}],
    ["nor that filtered messages were not observed", sound, { budget: { filtered: 0 } }],
    ["nor the rate of its load", sound, { pace: paceOf(0, 0, 100) }],
    ["nor that there was no recovery", sound, { recovery: notSeen }],
    ["nor that its limit is unknown", sound, { unknownLimit: "the planned restart failed" }],
    ["nor that none could be seen", sound, { recovery: { ...notSeen, couldShow: false } }],
    ["nor that the fault had no effect", sound, { recovery: { ...notSeen, passed: 1 } }],
  ])("%s", (_, facts, given) => {
    const verdict = judge(facts);
    expect(judgementOn(verdict, { ...rules, ...given }).outcome).not.toBe("inside");
    expect(judgementOn(verdict, { ...rules, ...given, incomplete: "kafka ended" })).toMatchObject({
      ...{ outcome: "not completed", incomplete: "kafka ended", contradictions: [] },
      ...{ noVerdict: [], outside: [], notCarriedOut: [] },
    });
  });

  test("a violated invariant is one", () => {
    const verdict = { ...judge(sound), lostDeadLettered: 1 };
    expect(judgementOn(verdict, { ...rules, incomplete: "kafka ended" }).outcome).toBe(
      "checker contradicts itself",
    );
  });
});
