import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../../../../testbed/checkout.ts";
import { countWords, meanings } from "../../../../../testbed/ledger/verdict/counted-words.ts";

test("every counted word is in the table of counts in docs/drills.md, and nothing else", () => {
  const docs = readFileSync(join(checkout, "docs", "drills.md"), "utf8");
  const [, table = ""] = /## Counts\n\n\| count .*\n\| --- .*\n((?:\|.*\n)+)/.exec(docs) ?? [];
  const words = table
    .trimEnd()
    .split("\n")
    .flatMap((row) => (row.split("|")[1] ?? "").replaceAll("*", "").split(","));
  expect(words.map((word) => word.trim()).sort()).toEqual([...countWords].sort());
});

test("every counted word has a meaning", () => {
  expect(countWords.filter((word) => !meanings[word])).toEqual([]);
});
