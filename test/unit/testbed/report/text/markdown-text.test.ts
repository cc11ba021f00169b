import { expect, test } from "vitest";
import {
  markdownBlock,
  markdownCode,
  markdownText,
} from "../../../../../testbed/report/text/markdown-text.ts";

test("nothing in a text of others is markup, ends its line or commands a terminal", () => {
  expect(markdownText("**a** [b](c) <script> &amp; `d`_e_")).toBe(
    "\\*\\*a\\*\\* \\[b\\](c) \\<script\\> \\&amp; \\`d\\`\\_e\\_",
  );
  // Markdown shows the doubled backslash as one.
  expect(markdownText("a\n# b\u001b")).toBe("a\\\\u000a# b\\\\u001b");
});

test.each([
  ["a", "`a`"],
  ["a`b", "``a`b``"],
  ["`a``", "``` `a`` ```"],
  ["a\n# b\u009b", "`a\\u000a# b\\u009b`"],
])("the code %j", (text, code) => {
  expect(markdownCode(text)).toBe(code);
});

test("a block of code has its lines, and nothing in them ends it", () => {
  expect(markdownBlock("a\n```\n\u001b[2J\r\n````b")).toBe("`````\na\n```\n\\u001b[2J\\u000d\n````b\n`````");
});
