import { readFile } from "node:fs/promises";

const shownLines = 20;

/** The end of a part's log, for messages; empty where there is none. */
export async function lastLines(logFile: string): Promise<string[]> {
  const log = await readFile(logFile, "utf8").catch(() => "");
  return log.trimEnd().split("\n").slice(-shownLines).filter(Boolean);
}
