import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isReadingFact, type LedgerFact } from "../../../../testbed/ledger/fact.ts";
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

test("catching up reads everything that is in the journal at that time", async () => {
  const file = journal(line(0));
  const facts: LedgerFact[] = [];
  await using tap = new JournalTap(file, "publisher", (fact) => facts.push(fact));
  await tap.catchUp(30_000);
  expect(facts).toHaveLength(1);
  appendFileSync(file, line(1) + line(2));
  await tap.catchUp(30_000);
  expect(facts.filter(isReadingFact).map(({ seq }) => seq)).toEqual([0, 1, 2]);
});

test("a journal that is not read in time is an error that names it", async () => {
  const file = journal(line(0));
  await using tap = new JournalTap(file, "consumer", () => undefined);
  await tap.catchUp(30_000);
  // The tap reads the file that it has opened: it never gets to the end of another one with this name.
  renameSync(file, `${file}.old`);
  writeFileSync(file, line(0) + line(1));
  await expect(tap.catchUp(0)).rejects.toThrow(
    "timed out waiting for the journal of consumer to be read (0 ms)",
  );
});

async function factsIn(text: string): Promise<LedgerFact[]> {
  const facts: LedgerFact[] = [];
  {
    await using _tap = new JournalTap(journal(text), "publisher", (fact) => facts.push(fact));
  }
  return facts.filter((fact) => fact.fact === "gap");
}

test("a line without a fact is a gap from the fact before it to the one after it", async () => {
  const gap = { tap: "publisher", fact: "gap" };
  expect(await factsIn(`${line(1)}garbage\nmore\n${line(2)}`)).toEqual([{ ...gap, from: 1, to: 2 }]);
  expect(await factsIn(`garbage\n${line(2)}`)).toEqual([{ ...gap, from: Number.NEGATIVE_INFINITY, to: 2 }]);
  // Processes do not write in order of time.
  expect(await factsIn(`${line(5)}garbage\n${line(2)}garbage\n${line(3)}`)).toEqual([
    { ...gap, from: 5, to: 5 },
    { ...gap, from: 2, to: 3 },
  ]);
  expect(await factsIn(`${line(1)}garbage\n`)).toEqual([{ ...gap, from: 1, to: Number.POSITIVE_INFINITY }]);
});

test("half a line that a SIGKILL left before a whole one or at the end is no gap", async () => {
  const half = line(1).slice(0, 30);
  expect(await factsIn(`${line(0)}${half}${line(2)}${half}`)).toEqual([]);
});

test("a last fact without its line end is read at the end", async () => {
  const facts: LedgerFact[] = [];
  {
    await using _tap = new JournalTap(journal(line(0) + line(1).trim()), "publisher", (fact) =>
      facts.push(fact),
    );
  }
  expect(facts.filter(isReadingFact).map(({ seq }) => seq)).toEqual([0, 1]);
});

test("a gap without an end lasts forever, otherwise until its end", async () => {
  const file = journal('{"fact":"gap","from":1}\n{"fact":"gap","from":1,"to":2}\n{"fact":"gap","from":3}\n');
  const facts: LedgerFact[] = [];
  {
    await using tap = new JournalTap(file, "mqtt-bridge", (fact) => facts.push(fact));
    // A second end announces nothing again.
    await tap[Symbol.asyncDispose]();
  }
  expect(facts).toEqual([
    { tap: "mqtt-bridge", fact: "gap", from: 1, to: 2 },
    { tap: "mqtt-bridge", fact: "gap", from: 3, to: Number.POSITIVE_INFINITY },
  ]);
});
