/** Characters that XML 1.0 forbids, even as a reference (production Char): most control characters, halves of surrogate pairs. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
/** Characters that a parser turns into a space in an attribute (XML 1.0, section 3.3.3). */
const normalized = /[\t\n\r]/g;

/** Returns a text for an XML element, in which each forbidden character is visible, such as `\u001b`. */
export function xmlText(text: string): string {
  return text.replace(forbidden, escaped);
}

/** Returns a text for an XML attribute: like {@link xmlText}, with tabs and line breaks visible too. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replace(normalized, escaped);
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
