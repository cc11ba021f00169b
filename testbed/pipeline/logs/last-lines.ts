import { readFile } from "node:fs/promises";
import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { withoutCiCommands } from "../../../services/shared/text/without-ci-commands.ts";
import { withoutCredentials } from "../../../services/shared/text/without-credentials.ts";

const shownLines = 20;

/** Returns the last lines of a part's log, for messages, without what a terminal or a CI system would obey; none if there is no log. */
export async function lastLines(logFile: string): Promise<string[]> {
  const log = await readFile(logFile, "utf8").catch(() => "");
  const lines = log.trimEnd().split(/\r?\n/).slice(-shownLines).filter(Boolean);
  return lines.map((line) => withoutCiCommands(escapedText(withoutCredentials(line))));
}
