import { countWords } from "../../ledger/verdict/counted-words.ts";
import { countText } from "../count-text.ts";
import { notes, seconds, titleOf, verdictLine } from "./drill-markdown.ts";
import { type DrillReport } from "./drill-report.ts";

const wordsPerLine = 5;

/** The report on the terminal: the figures in a few lines, and the verdict last. */
export function drillSummary(report: DrillReport): string {
  const { counts, recovery, longestSilenceMs, claims } = report;
  const figures = countWords.map((word) => `${word} ${countText(word, counts[word])}`.padEnd(20));
  const lines = Array.from({ length: Math.ceil(figures.length / wordsPerLine) }, (_, index) =>
    figures.slice(index * wordsPerLine, (index + 1) * wordsPerLine).join(" "),
  );
  const back = recovery.ms === null ? "none" : seconds(recovery.ms);
  const limit = recovery.limitMs === null ? "" : `allowed: ${seconds(recovery.limitMs)}`;
  const clean = recovery.cleanMs === null ? "" : `after a planned restart: ${seconds(recovery.cleanMs)}`;
  const beside = [limit, clean].filter(Boolean).join("; ");
  return [
    `${titleOf(report)}:`,
    ...lines.map((line) => `  ${line.trimEnd()}`),
    `  ${report.fault ? `recovery ${back}${beside && ` (${beside})`}, ` : ""}longest silence ${seconds(longestSilenceMs)}`,
    ...notes(report).map((note) => `  ${note}`),
    ...claims.lyingGreen.map(
      ({ part, forMs, says }) =>
        `  lying green: ${part} said "${says}" for ${seconds(forMs)} while nothing passed it`,
    ),
    verdictLine(report),
  ].join("\n");
}
