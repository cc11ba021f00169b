import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Fact } from "../../../../../services/shared/journal/fact.ts";
import { openJournal, sha256 } from "../../../../../services/shared/journal/journal.ts";
import { parseJournal } from "../../../../../services/shared/journal/parse-journal.ts";

const made: Fact = { fact: "made", at: 1, device: "a", run: "r", seq: 0, sha256: "00" };
const toggled: Fact = { fact: "toggled", at: 2, device: "a", run: "r", status: "Inactive" };

function journalFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "journal.jsonl");
}

test("facts are in the file, in order, as soon as they are appended", () => {
  const file = journalFile();
  using journal = openJournal(file);
  journal.append([toggled, made]);
  journal.append([made]);
  expect(parseJournal(readFileSync(file, "utf8"))).toEqual([toggled, made, made]);
});

test("a journal that is opened again is continued", () => {
  const file = journalFile();
  for (const fact of [made, toggled]) {
    using journal = openJournal(file);
    journal.append([fact]);
  }
  expect(parseJournal(readFileSync(file, "utf8"))).toEqual([made, toggled]);
});

test.each(['{"fa', '{"fact":"made","at":1,"dev'])(
  "half a line that a SIGKILL left (%s) hides no whole line",
  (half) => {
    const file = journalFile();
    {
      using journal = openJournal(file);
      journal.append([made]);
    }
    appendFileSync(file, half);
    expect(parseJournal(readFileSync(file, "utf8"))).toEqual([made]);
    using journal = openJournal(file);
    journal.append([toggled, made]);
    expect(parseJournal(readFileSync(file, "utf8"))).toEqual([made, toggled, made]);
  },
);

test("a fact that a SIGKILL cut exactly before its line end is kept, at the end and before what the next process writes", () => {
  const file = journalFile();
  appendFileSync(file, JSON.stringify(made));
  expect(parseJournal(readFileSync(file, "utf8"))).toEqual([made]);
  using journal = openJournal(file);
  journal.append([toggled]);
  expect(parseJournal(readFileSync(file, "utf8"))).toEqual([made, toggled]);
});

test("a device whose id looks like the beginning of a fact does not cut its own fact", () => {
  const odd = { ...made, device: '{"fact":"made"' };
  expect(parseJournal(`${JSON.stringify(odd)}\n`)).toEqual([odd]);
});

test("without a path nothing is written", () => {
  using journal = openJournal(undefined);
  expect(() => journal.append([made])).not.toThrow();
});

test("the checksum of a payload is its SHA-256 in hex", () => {
  expect(sha256(Buffer.from("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test.each(['{"fact":"a later kind","at":1}', '{"fact":7}', "null", "no JSON"])(
  "a line without a known kind of fact is ignored: %s",
  (line) => {
    expect(parseJournal(`${line}\n`)).toEqual([]);
  },
);
