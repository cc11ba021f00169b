import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultsTable } from "../../../../scripts/docs/faults-table.ts";
import { withBlock } from "../../../../scripts/docs/marked-block.ts";
import { linkNames, partNames } from "../../../../services/shared/topology.ts";
import { checkout } from "../../../../testbed/checkout.ts";
import { catalogue } from "../../../../testbed/faults/catalogue.ts";
import { limitsInWords } from "../../../../testbed/faults/spec/limits-in-words.ts";

const read = (file: string) => readFileSync(join(checkout, "docs", file), "utf8");

test("docs/drills.md has the table of all faults (npm run docs:faults writes it)", () => {
  const text = read("drills.md");
  expect(withBlock(text, "faults", faultsTable(catalogue))).toBe(text);
});

test("docs/drills.md names every part and every link", () => {
  const text = read("drills.md");
  expect([...partNames, ...linkNames].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("docs/drill-matrix.md names the limits of the recovery time of the faults that it has", () => {
  const text = read("drill-matrix.md");
  const present = catalogue.filter(({ kind }) => text.includes(`\n| ${kind} `));
  expect(present.length).toBeGreaterThan(1);
  for (const definition of present) expect(text).toContain(limitsInWords(definition) ?? "");
});
