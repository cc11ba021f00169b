import { expect, test } from "vitest";
import { drillMatrixPage } from "../../../../../scripts/docs/matrix/drill-matrix-page.ts";

const matrix = (runtime: string, legend: string) =>
  `# Drill matrix\n\n**Inside the budget: 1 of 1 drills.**\n\n${runtime}\n\n| fault |\n| --- |\n| kill mqtt |\n\n${legend}\n`;

test("The page has the matrix of each runtime under its heading, and their legend once, at the end", () => {
  const page = drillMatrixPage(
    matrix("runtime local", "- **lost**: …"),
    matrix("runtime compose", "- **lost**: …"),
  );
  expect(page.match(/^#.*$/gm)).toEqual([
    "# Drill matrix",
    "## As processes",
    "## In containers",
    "## Columns",
  ]);
  const [processes, containers] = page.split("## In containers");
  expect(processes).toContain("runtime local\n\n| fault |");
  expect(containers).toContain("runtime compose\n\n| fault |");
  expect(page.match(/\*\*lost\*\*/g)).toHaveLength(1);
  expect(page.endsWith("## Columns\n\n- **lost**: …\n")).toBe(true);
});

test("Matrices of different versions, whose legends differ, are not joined", () => {
  expect(() => drillMatrixPage(matrix("runtime local", "old"), matrix("runtime compose", "new"))).toThrow(
    "the legends of the two matrices differ",
  );
});
