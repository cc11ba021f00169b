/** A matrix of the page: its heading, and the text that `drill matrix` has written. */
export interface MatrixOfPage {
  readonly heading: string;
  /** `matrix.md`: title, blocks of the matrix, legend. */
  readonly text: string;
}

const legendHeading = "Columns";

/**
 * Returns one page with these matrices, each under its heading: the title and the legend, which all have, stand once. `page`: an
 * earlier one, whose other matrices are kept, under the new legend; empty if there is none.
 * @throws Error if the legends of the new ones differ: they were not written by the same version
 */
export function drillMatrixPage(matrices: readonly MatrixOfPage[], page = ""): string {
  const kept = sectionsOf(page);
  const legends = new Set<string>();
  const given = new Map<string, string>();
  let [title = ""] = page.split("\n\n", 1);
  for (const { heading, text } of matrices) {
    const blocks = text.trimEnd().split("\n\n");
    const [first, legend] = [blocks.shift(), blocks.pop()];
    if (first === undefined || legend === undefined) throw new Error("a matrix has a title and a legend");
    title = first;
    legends.add(legend);
    given.set(heading, blocks.join("\n\n"));
  }
  if (legends.size > 1) throw new Error("the legends of the matrices differ");
  kept.delete(legendHeading);
  const sections = new Map([
    ...kept,
    ...given,
    ...[...legends].map((each) => [legendHeading, each] as const),
  ]);
  const blocks = [...sections].map(([heading, text]) => `## ${heading}\n\n${text}`);
  return `${[title, intro, ...blocks].join("\n\n")}\n`;
}

const intro = `Written by \`npm run docs:drill-matrix\`. Recovery times are part of the verdict as processes; in containers, whose
start depends on the engine, they are measured and not limited.`;

/** Returns the text of each section of a page, by heading. */
function sectionsOf(page: string): Map<string, string> {
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf("\n");
      return [section.slice(0, end), section.slice(end).trim()];
    }),
  );
}
