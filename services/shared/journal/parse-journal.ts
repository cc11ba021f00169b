import { type Fact, isFact } from "./fact.ts";

/** Returns the facts in a journal's text. A last line without its line end was cut by a SIGKILL and is left out. */
export function parseJournal(text: string): Fact[] {
  return text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => parseJournalLine(line) ?? []);
}

/**
 * Returns the fact in a line of a journal; `undefined` if there is none. The first line after a SIGKILL follows half a
 * line on the same line: the half is ignored.
 */
export function parseJournalLine(line: string): Fact | undefined {
  const start = line.lastIndexOf('{"fact":');
  if (start === -1) return undefined;
  try {
    const value: unknown = JSON.parse(line.slice(start));
    return isFact(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
