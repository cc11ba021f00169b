import { expect } from "vitest";

const controls = Array.from({ length: 0x20 }, (_, code) => code).flatMap((code) => [code, 0x80 + code]);

/**
 * Texts that others may choose, such as ids: every control character of C0 and C1 by itself, whole sequences that a terminal
 * obeys, line breaks and directions of text that forge a line, commands to CI systems, and markup.
 */
export const hostileTexts: readonly string[] = [
  ...[...controls, 0x7f].map((code) => `x${String.fromCharCode(code)}x`),
  // Clears the screen, sets the window's title, writes to the clipboard, links, moves up, ends an invisible text.
  ...["\u001b[2J", "\u001b]0;forged\u0007", "\u001b]52;c;Zm9yZ2Vk\u001b\\", "\u001b]8;;http://forged\u0007"],
  ...["\u009b1A", "\u009d0;forged\u009c", "\u001b[8m"],
  ...["\nStopped.", "\r\nStopped.", "\rStopped.", "\u0085Stopped.", "\u2028Stopped.", "\u2029Stopped."],
  ...["\u202eforged", "\u2066forged\u2069", "\u200f", "\u061c", "\ufeff", "\u{e0041}"],
  ...["::error::forged", " ::stop-commands::forged", "##[error]forged", "##vso[task.complete]forged"],
  ...["##teamcity[buildStop]", "</script><img src=x>", "| `forged` **x** |", "]]>&#27;"],
];

/** Expects that a text commands no terminal that shows it. */
export function expectSafeOnTerminal(text: string): void {
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
}

/** Expects that a text, as a command printed it, commands neither terminal nor CI system. */
export function expectInert(output: string): void {
  expectSafeOnTerminal(output);
  expect(output).not.toMatch(/^\s*::|##\w*\[/m);
}
