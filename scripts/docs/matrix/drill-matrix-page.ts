/**
 * Returns one page with the matrix of each runtime (`matrix.md` of `drill matrix`): the title and the legend, which both have, stand
 * once.
 * @throws Error if the legends differ: the matrices were not written by the same version
 */
export function drillMatrixPage(local: string, compose: string): string {
  const [processes, containers] = [partsOf(local), partsOf(compose)];
  if (processes.legend !== containers.legend) throw new Error("the legends of the two matrices differ");
  const intro = `Written by \`npm run docs:drill-matrix\`. Recovery times are part of the verdict as processes; in containers, whose
start depends on the engine, they are measured and not limited.`;
  const blocks = [
    processes.title,
    intro,
    "## As processes",
    ...processes.body,
    "## In containers",
    ...containers.body,
    "## Columns",
    processes.legend,
  ];
  return blocks.join("\n\n");
}

function partsOf(matrix: string): { title: string; body: string[]; legend: string } {
  const blocks = matrix.split("\n\n");
  const [title, legend] = [blocks.shift(), blocks.pop()];
  if (title === undefined || legend === undefined) throw new Error("a matrix has a title and a legend");
  return { title, body: blocks, legend };
}
