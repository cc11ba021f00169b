import { expect, test } from "vitest";
import { drillMatrixPage } from "../../../../../scripts/docs/matrix/drill-matrix-page.ts";

const matrix = (heading: string, legend = "- **lost**: …", result = "inside") => ({
  heading,
  text: `# Drill matrix\n\n**Inside the budget: 1 of 1 drills.**\n\n${heading} was run\n\n| fault |\n| --- |\n| kill mqtt, ${result} |\n\n${legend}\n`,
});

test("The page has each matrix under its heading, and their legend once, at the end", () => {
  const page = drillMatrixPage([matrix("As processes"), matrix("In containers")]);
  expect(page.match(/^#.*$/gm)).toEqual([
    "# Drill matrix",
    "## As processes",
    "## In containers",
    "## Columns",
  ]);
  const [processes, containers] = page.split("## In containers");
  expect(processes).toContain("As processes was run\n\n| fault |");
  expect(containers).toContain("In containers was run\n\n| fault |");
  expect(page.match(/\*\*lost\*\*/g)).toHaveLength(1);
  expect(page.endsWith("## Columns\n\n- **lost**: …\n")).toBe(true);
});

test("A matrix that is written anew takes the place of its earlier one, and leaves the others as they are", () => {
  const before = drillMatrixPage([matrix("As processes"), matrix("In containers")]);
  const after = drillMatrixPage([matrix("In containers", undefined, "outside")], before);
  expect(after).toBe(
    drillMatrixPage([matrix("As processes"), matrix("In containers", undefined, "outside")]),
  );
  expect(drillMatrixPage([matrix("In containers")], after)).toBe(before);
});

test("A new matrix stands behind the others", () => {
  const before = drillMatrixPage([matrix("As processes")]);
  const after = drillMatrixPage([matrix("Every door shut")], before);
  expect(after).toBe(drillMatrixPage([matrix("As processes"), matrix("Every door shut")]));
});

test("Matrices of different versions, whose legends differ, are not joined; one beside earlier ones brings its legend", () => {
  const [old, latest] = [matrix("As processes", "old"), matrix("In containers", "new")];
  expect(() => drillMatrixPage([old, latest])).toThrow("the legends of the matrices differ");
  expect(drillMatrixPage([latest], drillMatrixPage([old]))).toMatch(/## Columns\n\nnew\n$/);
});
