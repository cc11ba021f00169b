/** Control and format characters (among them those of direction), line and paragraph separators, halves of surrogate pairs. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const unsafeInLines = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Finds the characters that may be unsafe four times as fast as the classes of Unicode: nearly all text has none. */
const suspectInLines = /[^\n\t\x20-\x7e]/;

/**
 * Returns text of others as one line that is safe on a terminal, in a log and in Markdown: each unsafe character as in JSON,
 * such as `\u001b`. A line break would forge a line, and a terminal obeys escape sequences (ECMA-48). The connector escapes the
 * same characters.
 */
export function escapedText(text: string): string {
  return text.replace(unsafe, escaped);
}

/** Returns a text of several lines with every unsafe character but line breaks and tabs escaped. JSON stays the same JSON. */
export function escapedLines(text: string): string {
  return suspectInLines.test(text) ? text.replace(unsafeInLines, escaped) : text;
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
