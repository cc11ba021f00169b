import { readFile } from "node:fs/promises";

const shownLines = 20;

/** Returns the last lines of a part's log, for messages; none if there is no log. */
export async function lastLines(logFile: string): Promise<string[]> {
  const log = await readFile(logFile, "utf8").catch(() => "");
  return log.trimEnd().split("\n").slice(-shownLines).filter(Boolean);
}
