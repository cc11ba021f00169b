import { describe, expect, test } from "vitest";
import { type DeadLetteredFact, type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { Ledger, type LedgerOptions } from "../../../../testbed/ledger/ledger.ts";
import { LogComparer } from "../../../../testbed/ledger/log-comparison.ts";
import {
  acknowledged,
  arrived,
  consumed,
  deadLettered,
  dropped,
  lateAfterMs,
  made,
  published,
  sent,
  written,
} from "./facts.ts";

function ledgerOf(facts: readonly LedgerFact[], options: Partial<LedgerOptions> = {}): Ledger {
  const ledger = new Ledger({ lateAfterMs, ...options });
  for (const fact of facts) ledger.add(fact);
  return ledger;
}

const inDeadLetterTopic = (seq: number) => deadLettered(seq) as DeadLetteredFact;

describe("the log may have more to say about", () => {
  test.each<[string, LedgerFact[], number]>([
    ["no reading that arrived", arrived(0).concat(published(0)), 0],
    ["a reading that is lost", published(0), 1],
    ["a lost reading that the tap saw in Kafka", [...published(0), written(0)], 1],
    ["a reading that was sent and not acknowledged", [made(0), sent(0)], 1],
    ["a reading whose sending is not recorded", [made(0), acknowledged(0)], 1],
    ["a consumed reading that the tap did not see", [...published(0), consumed(0)], 1],
    ["no reading that was dropped", [made(0), dropped(0)], 0],
    ["no reading that was not sent", [made(0)], 0],
    ["no reading that is known to be a dead letter", [...published(0), deadLettered(0)], 0],
    [
      "each of several",
      [...published(0), ...published(1, { device: "e" }), ...published(2, { run: "s" })],
      3,
    ],
  ])("%s", (_, facts, count) => {
    expect(ledgerOf(facts).unexplained).toBe(count);
  });

  test("no consumed reading if nothing followed the log", () => {
    const facts = [...published(0), consumed(0), ...published(1)];
    expect(ledgerOf(facts, { taps: ["kafka"], consumedImpliesWritten: true }).unexplained).toBe(1);
    expect(ledgerOf(facts, { taps: [] }).unexplained).toBe(1);
  });
});

test("a reading that only the independent reader found was lost behind Kafka, not before it", () => {
  const ledger = ledgerOf([...published(0), ...published(1), ...published(2), written(2), consumed(2)]);
  expect(ledger.verdict().lostAt).toMatchObject({ "kafka-consumer": 0, "publisher-mqtt": 2 });
  const comparer = new LogComparer(ledger);
  for (const found of [written(1), written(1), written(2)]) comparer.add(found);
  expect(comparer.result).toEqual({ found: 2, onlyIndependentReader: 1, notFound: 0 });
  expect(ledger.verdict()).toMatchObject({
    counts: { inKafka: 2, lost: 2 },
    lostAt: { "kafka-consumer": 1, "publisher-mqtt": 1 },
  });
});

test("a dead letter that only the independent reader found explains a loss", () => {
  const ledger = ledgerOf([...published(0), ...published(1), deadLettered(1)]);
  const comparer = new LogComparer(ledger);
  for (const found of [inDeadLetterTopic(0), inDeadLetterTopic(1)]) comparer.add(found);
  expect(comparer.result).toEqual({ found: 2, onlyIndependentReader: 1, notFound: 0 });
  expect(ledger.verdict().lostDeadLettered).toBe(2);
});

test("readings that tap or consumer read and that are not in the log are counted, each once", () => {
  const ledger = ledgerOf([
    ...[...published(0), ...arrived(0), ...published(1), ...arrived(1)],
    ...[...published(2), consumed(2), ...published(3), written(3), ...published(4), deadLettered(4)],
    ...[...published(5, { device: "e" }), ...arrived(5, { device: "e" })],
    ...[...published(6, { run: "s" }), ...arrived(6, { run: "s" })],
  ]);
  const comparer = new LogComparer(ledger);
  comparer.add(written(0));
  // In the wrong topic, of another device, of another run.
  for (const found of [inDeadLetterTopic(1), written(5), written(6)]) comparer.add(found);
  expect(comparer.result).toEqual({ found: 4, onlyIndependentReader: 3, notFound: 6 });
});

test("a reading of a device or run that nobody named is found by the independent reader only", () => {
  const ledger = ledgerOf([...published(0), ...arrived(0)]);
  const comparer = new LogComparer(ledger);
  const deadLetter = deadLettered(0, { run: "t" }) as DeadLetteredFact;
  const strangers = [written(0, { device: "e" }), written(0, { run: "s" }), deadLetter];
  for (const found of [written(0), ...strangers]) comparer.add(found);
  expect(comparer.result).toEqual({ found: 4, onlyIndependentReader: 3, notFound: 0 });
  expect(ledger.verdict().anomalies.phantom).toMatchObject([
    { device: "d", run: "s" },
    { device: "e", run: "r" },
  ]);
});
