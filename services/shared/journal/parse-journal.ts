import { type Fact, isFact } from "./fact.ts";

/** Beginning of every fact in a journal. In a text within a fact its quotes are escaped. */
const beginning = '{"fact":';

/** Returns the facts in a journal's text. What a SIGKILL has cut is left out. */
export function parseJournal(text: string): Fact[] {
  return text.split("\n").flatMap(parseJournalLine);
}

/**
 * Returns the facts in a line of a journal, usually one. After a SIGKILL the next process goes on in the same line: behind
 * half a fact, which is left out, or behind a whole one whose line end is missing.
 */
export function parseJournalLine(line: string): Fact[] {
  return line
    .split(beginning)
    .slice(1)
    .flatMap((rest) => parseFact(beginning + rest) ?? []);
}

function parseFact(text: string): Fact | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFact(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
