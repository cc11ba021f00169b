import { expect, test } from "vitest";
import { markdownTable } from "../../../../../testbed/report/text/markdown-table.ts";

test("a table has a head, a rule and a line for each row; columns with figures are aligned to the right", () => {
  expect(markdownTable(["part", "ms"], [["bridge", 12]], { figures: [1] })).toBe(
    "| part | ms |\n| --- | ---: |\n| bridge | 12 |",
  );
});

test("a padded table has columns as wide as their longest cell", () => {
  const rows = [
    ["bridge", 12],
    ["mqtt", 1_234],
  ];
  expect(markdownTable(["part", "ms"], rows, { figures: [1], padded: true })).toBe(
    "| part   |   ms |\n| ------ | ---: |\n| bridge |   12 |\n| mqtt   | 1234 |",
  );
});

test("a bar is escaped in code, too (GitHub Flavored Markdown, example 200), where nothing else is", () => {
  expect(markdownTable(["f|oo"], [["b `|` az"], ["b **|** im"]])).toBe(
    "| f\\|oo |\n| --- |\n| b `\\|` az |\n| b **\\|** im |",
  );
});

test("a bar or a line break in a cell neither ends the cell nor forges a row", () => {
  expect(markdownTable(["a", "b"], [["x | y\n| z", "\u001b[2J"]])).toBe(
    "| a | b |\n| --- | --- |\n| x \\| y\\u000a\\| z | \\u001b[2J |",
  );
});
