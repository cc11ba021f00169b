import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { escapedLines, escapedText } from "../../../../../services/shared/text/escaped-text.ts";

test.each([
  ["an escape sequence", "\u001b[2J", "\\u001b[2J"],
  ["a line break", "a\r\nb", "a\\u000d\\u000ab"],
  ["a tab and NUL", "\t\0", "\\u0009\\u0000"],
  ["DEL and C1", "\u007f\u009b31m\u0085", "\\u007f\\u009b31m\\u0085"],
  ["directions", "\u202e\u2066\u200f\u061c", "\\u202e\\u2066\\u200f\\u061c"],
  ["line and paragraph separators", "\u2028\u2029", "\\u2028\\u2029"],
  ["half a surrogate pair", "a\ud83d", "a\\ud83d"],
  ["an invisible character beyond the BMP", "\u{e0041}", "\\udb40\\udc41"],
  ["letters of any language and emoji", "Gerät 設備 😀 é", "Gerät 設備 😀 é"],
])("%s", (_name, text, escaped) => {
  expect(escapedText(text)).toBe(escaped);
});

test("in a text of lines, line breaks and tabs alone stay", () => {
  expect(escapedLines("a\n\tb\r\u001b[1A\u009b\u2028c\n")).toBe("a\n\tb\\u000d\\u001b[1A\\u009b\\u2028c\n");
  for (const unsafe of ["\0", "\u001f", "\u007f", "\u00ad"])
    expect(escapedLines(`plain${unsafe}`)).toBe(`plain${escapedText(unsafe)}`);
});

test("no text has a control or format character left, and JSON stays the same JSON", () => {
  assert(
    property(string({ unit: "binary" }), (text) => {
      expect(escapedText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(escapedLines(text)).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(escapedLines(JSON.stringify({ text }, undefined, 2)))).toEqual({ text });
    }),
  );
});
