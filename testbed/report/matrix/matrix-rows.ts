import { type SeriesResult } from "../../run/series.ts";
import { type DrillReport } from "../drill/drill-report.ts";
import { lostAtText } from "../text/lost-at-text.ts";
import { markdownCode } from "../text/markdown-text.ts";
import { seconds } from "../text/seconds.ts";
import { outcomeText } from "../text/verdict-line.ts";
import { recoveryText } from "./cell-line.ts";

/** A row of a table of the matrix. */
export type Row = readonly (string | number)[];

/** Columns of the drills. */
export const drillColumns = [
  "fault",
  "made",
  "acknowledged",
  "lost",
  "unconfirmed",
  "duplicates",
  "reordered",
  "wrong finals",
  "recovery",
  "planned",
  "allowed",
  "silence",
  "lying green",
  "",
] as const;

/** Returns the row of a drill. */
export function drillRow({ name, report }: SeriesResult<DrillReport>): Row {
  if (report === undefined) return [name, "not carried out", ...drillColumns.slice(2).map(() => "")];
  const { counts, lostAt, claims, recovery, longestSilenceMs, outcome } = report;
  return [
    name,
    counts.made,
    counts.acknowledged,
    counts.lost > 0 ? `${counts.lost} (${lostAtText([lostAt])})` : 0,
    counts.unconfirmed,
    counts.duplicates,
    counts.reordered,
    counts.missingFinal + counts.doubleFinal + counts.ghost,
    recoveryText(report),
    recovery.cleanMs === null ? "–" : seconds(recovery.cleanMs),
    allowed(report),
    seconds(longestSilenceMs),
    claims.lyingGreen.map(({ part, forMs }) => `${part} ${seconds(forMs)}`).join(", ") || "–",
    outcome === "inside" ? outcome : `**${outcomeText(report)}**`,
  ];
}

/** Columns of the sums of each bridge. */
export const sumColumns = [
  "",
  "bridge",
  "inside",
  "lost",
  "duplicates",
  "reordered",
  "corrupt",
  "slowest recovery",
  "lying green",
] as const;

/** Returns the row of a bridge: the sums of all its drills. */
export function sumsRow(results: readonly SeriesResult<DrillReport>[], bridge: string, name: string): Row {
  const cells = results.filter((result) => result.bridge === bridge);
  const reports = cells.flatMap(({ report }) => report ?? []);
  const sum = (word: "lost" | "duplicates" | "reordered" | "corrupt") =>
    reports.reduce((total, { counts }) => total + counts[word], 0);
  const inside = reports.filter(({ outcome }) => outcome === "inside").length;
  const recoveries = reports.map(recoveryText);
  const without = (["never", "unknown"] as const)
    .map((text) => ({ text, count: recoveries.filter((each) => each === text).length }))
    .filter(({ count }) => count > 0);
  const slowest = Math.max(0, ...reports.map(({ recovery }) => recovery.ms ?? 0));
  const lying = reports.filter(({ claims }) =>
    claims.lyingGreen.some(({ part }) => part === "bridge"),
  ).length;
  return [
    name,
    markdownCode(bridge),
    `${inside} of ${cells.length}`,
    ...[sum("lost"), sum("duplicates"), sum("reordered"), sum("corrupt")],
    [seconds(slowest), ...without.map(({ text, count }) => `${text} in ${count}`)].join(", "),
    lying === 0 ? "–" : `in ${lying}`,
  ];
}

/** Returns the limit of the recovery, bold if it was not kept. */
function allowed(report: DrillReport): string {
  const { ms, limitMs } = report.recovery;
  if (limitMs === null) return "–";
  const isKept = ms === null ? recoveryText(report) !== "never" : ms <= limitMs;
  return isKept ? seconds(limitMs) : `**${seconds(limitMs)}**`;
}
