import { escapedText } from "../../../services/shared/text/escaped-text.ts";

/** Layout of a Markdown table. */
export interface TableLayout {
  /** Indexes of the columns with figures, which are aligned to the right. */
  readonly figures?: readonly number[];
  /** Whether columns are padded to the width of their longest cell, for reading on a terminal. */
  readonly padded?: boolean;
}

type Row = readonly (string | number)[];

/** Returns a Markdown table. */
export function markdownTable(
  head: Row,
  rows: readonly Row[],
  { figures = [], padded = false }: TableLayout = {},
): string {
  // A bar or a line break would end the cell, in code, too: \| is a bar there (GitHub Flavored Markdown, tables, example 200).
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => escapedText(String(cell)).replaceAll("|", "\\|")),
  );
  const widths = head.map((_, column) =>
    padded ? Math.max(...cells.map((row) => row[column]?.length ?? 0)) : 0,
  );
  const pad = (cell: string, column: number) =>
    figures.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  const rule = widths.map((width, column) => {
    const isFigure = figures.includes(column);
    return `${"-".repeat(Math.max(3, isFigure ? width - 1 : width))}${isFigure ? ":" : ""}`;
  });
  const lines = cells.map((row) => line(row.map(pad)));
  return lines.toSpliced(1, 0, line(rule)).join("\n");
}
