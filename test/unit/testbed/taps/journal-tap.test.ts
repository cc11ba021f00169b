import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type LedgerFact } from "../../../../testbed/ledger/fact.ts";
import { JournalTap } from "../../../../testbed/taps/journal-tap.ts";

const line = (seq: number) =>
  `${JSON.stringify({ fact: "made", at: seq, device: "d", run: "r", seq, sha256: "s" })}\n`;

function journal(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "publisher.jsonl");
  writeFileSync(file, text);
  return file;
}

test("after catching up, all is known that stood in the journal when it was asked", async () => {
  const file = journal(line(0));
  const facts: LedgerFact[] = [];
  await using tap = new JournalTap(file, "publisher", (fact) => facts.push(fact));
  await tap.catchUp(30_000);
  expect(facts).toHaveLength(1);
  appendFileSync(file, line(1) + line(2));
  await tap.catchUp(30_000);
  expect(facts.map((fact) => "seq" in fact && fact.seq)).toEqual([0, 1, 2]);
});

test("a gap without an end lasts for ever, one with an end until then", async () => {
  const file = journal('{"fact":"gap","from":1}\n{"fact":"gap","from":1,"to":2}\n{"fact":"gap","from":3}\n');
  const facts: LedgerFact[] = [];
  {
    await using _tap = new JournalTap(file, "mqtt-bridge", (fact) => facts.push(fact));
  }
  expect(facts).toEqual([
    { tap: "mqtt-bridge", fact: "gap", from: 1, to: 2 },
    { tap: "mqtt-bridge", fact: "gap", from: 3, to: Number.POSITIVE_INFINITY },
  ]);
});
