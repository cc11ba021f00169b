import { escapedText } from "../../../services/shared/text/escaped-text.ts";

/** Returns text of others as plain text in a line of Markdown: nothing in it is markup (CommonMark section 2.4) or ends the line. */
export function markdownText(text: string): string {
  return escapedText(text).replace(/[\\`*_[\]<>&]/g, "\\$&");
}

/** Returns text of others as code in a line of Markdown, between more backticks than it has in a row (CommonMark section 6.1). */
export function markdownCode(text: string): string {
  const safe = escapedText(text);
  const fence = backticksAround(safe, 1);
  const space = safe.startsWith("`") || safe.endsWith("`") ? " " : "";
  return `${fence}${space}${safe}${space}${fence}`;
}

/** Returns lines of others as a block of code (CommonMark section 4.5). */
export function markdownBlock(text: string): string {
  const lines = text.split("\n").map(escapedText);
  const fence = backticksAround(text, 3);
  return [fence, ...lines, fence].join("\n");
}

function backticksAround(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return "`".repeat(Math.max(least, ...runs.map(({ length }) => length + 1)));
}
