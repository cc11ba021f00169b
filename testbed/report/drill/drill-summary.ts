import { escapedText } from "../../../services/shared/text/escaped-text.ts";
import { countWords } from "../../ledger/verdict/counted-words.ts";
import { countText } from "../text/count-text.ts";
import { recoveryTime } from "../text/recovery-time.ts";
import { seconds } from "../text/seconds.ts";
import { verdictLine } from "../text/verdict-line.ts";
import { type DrillReport } from "./drill-report.ts";
import { drillTitle } from "./drill-title.ts";
import { notes } from "./notes.ts";

const wordsPerLine = 5;

/** Returns the text of a drill report for the terminal, with the verdict last. */
export function drillSummary(report: DrillReport): string {
  const { counts, recovery, longestSilenceMs, claims, evidence } = report;
  const figures = countWords.map((word) =>
    `${word} ${countText(word, counts[word], evidence.filtered)}`.padEnd(20),
  );
  const lines = Array.from({ length: Math.ceil(figures.length / wordsPerLine) }, (_, index) =>
    figures.slice(index * wordsPerLine, (index + 1) * wordsPerLine).join(" "),
  );
  const limit = recovery.limitMs === null ? "" : `allowed: ${seconds(recovery.limitMs)}`;
  const clean = recovery.cleanMs === null ? "" : `after a planned restart: ${seconds(recovery.cleanMs)}`;
  const details = [limit, clean].filter(Boolean).join("; ");
  return [
    `${drillTitle(report)}:`,
    ...lines.map((line) => `  ${line.trimEnd()}`),
    `  ${report.fault ? `recovery ${recoveryTime(report)}${details && ` (${details})`}, ` : ""}longest silence ${seconds(longestSilenceMs)}`,
    ...notes(report).map((note) => `  ${note}`),
    ...claims.lyingGreen.map(
      ({ part, forMs, says }) =>
        `  lying green: ${part} said "${says}" for ${seconds(forMs)} while nothing passed it`,
    ),
    verdictLine(report),
  ]
    .map(escapedText)
    .join("\n");
}
