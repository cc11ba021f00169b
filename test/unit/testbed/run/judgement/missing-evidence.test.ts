import { describe, expect, test } from "vitest";
import { type LedgerFact } from "../../../../../testbed/ledger/fact.ts";
import { optionalTaps } from "../../../../../testbed/ledger/tap.ts";
import { missingEvidence } from "../../../../../testbed/run/judgement/missing-evidence.ts";
import {
  acknowledged,
  arrived,
  consumed,
  gap,
  judge,
  made,
  published,
  sent,
  written,
} from "../../ledger/facts.ts";

const missing = (facts: readonly LedgerFact[], qos: 0 | 1 | 2 = 1) =>
  missingEvidence(judge(facts, { taps: optionalTaps }), qos);
const sound = [...published(0), ...arrived(0)];

test("no evidence is missing if publisher and consumer recorded everything, whatever the other taps missed", () => {
  const gaps = optionalTaps.map((tap) => gap(tap, 0, 9));
  expect(missing([...sound, ...published(1), ...gaps])).toEqual([]);
});

describe("evidence is missing", () => {
  test.each<[string, readonly LedgerFact[], string]>([
    ["a making", [...sound, sent(1)], "the publisher's journal has no record of the making of 1 reading"],
    [
      "a sending",
      [...sound, made(1), acknowledged(1)],
      "the publisher's journal has no record of the sending of 1 reading",
    ],
    [
      "an acknowledgement",
      [made(0), sent(0), ...arrived(0), ...published(1)],
      "the publisher's journal has no record of the acknowledgement of 1 reading",
    ],
    [
      "every acknowledgement",
      [made(0), sent(0), ...arrived(0)],
      "the publisher's journal has no acknowledgement, although readings were consumed",
    ],
    [
      "every acknowledgement, while Kafka has a record that nobody made",
      [made(0), sent(0), ...arrived(0), written(7)],
      "the publisher's journal has no acknowledgement, although readings were consumed",
    ],
    [
      "lines of the publisher",
      [...sound, gap("publisher", 1, 2)],
      "the journal of the publisher has unreadable lines (1)",
    ],
    [
      "lines of the consumer",
      [...sound, gap("consumer", 1, 2)],
      "the journal of the consumer has unreadable lines (1)",
    ],
  ])("if the journals lack %s", (_, facts, sentence) => {
    expect(missing(facts)).toEqual([sentence]);
  });
});

test("QoS 0 has no acknowledgements that could be missing", () => {
  expect(missing([made(0), sent(0), ...arrived(0)], 0)).toEqual([]);
});

test("without an acknowledgement nothing is missing if nothing arrived: then the broker acknowledged nothing", () => {
  expect(missing([made(0), sent(0)])).toEqual([]);
  expect(missing([made(0), sent(0), consumed(7)])).toEqual([]);
});

test("what is wrong with the journal of a consumer under test is said once, in its own words", () => {
  const consumer = { kind: "journal", handled: 9, cutLines: 0 } as const;
  const withGap = judge([...sound, gap("consumer", 0, 9)], { taps: optionalTaps });
  expect(
    missingEvidence(withGap, 1, { ...consumer, unusable: 2, firstUnusable: "x names no record" }),
  ).toEqual(["of the consumer: its journal has 2 things that cannot be used: first, x names no record"]);
  expect(missingEvidence(withGap, 1, { ...consumer, unusable: 0, firstUnusable: undefined })).toEqual([
    "the journal of the consumer has unreadable lines (1)",
  ]);
});
