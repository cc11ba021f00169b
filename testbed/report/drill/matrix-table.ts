import { catalogue } from "../../faults/catalogue.ts";
import { allLimitsInWords } from "../../faults/spec/limits-in-words.ts";
import { type SeriesResult } from "../../run/series.ts";
import { markdownTable } from "../markdown-table.ts";
import { seconds } from "./drill-markdown.ts";
import { type DrillReport } from "./drill-report.ts";
import { defaultParameters } from "./fault-fields.ts";

/** A cell in one line, for the terminal. */
export function cellLine({ report, reason = "" }: SeriesResult<DrillReport>): string {
  if (report === undefined) return `not carried out: ${reason.split("\n", 1)[0]}`;
  const { counts, outside } = report;
  const verdict =
    outside.length === 0
      ? "inside"
      : `OUTSIDE: ${outside.map(({ word, count }) => `${word} ${count}`).join(", ")}`;
  return `${verdict}, ${counts.acknowledged} acknowledged, ${counts.lost} lost, ${counts.duplicates} repeated, back in ${back(report)}`;
}

/** The whole matrix as data. */
export function matrixJson(results: readonly SeriesResult<DrillReport>[], cells: number) {
  return { version: 1, complete: results.length === cells, cells: results } as const;
}

const columns = [
  "fault",
  "made",
  "acknowledged",
  "lost",
  "unconfirmed",
  "duplicates",
  "reordered",
  "finals wrong",
  "back after",
  "planned",
  "allowed",
  "silence",
  "lying green",
  "",
] as const;

/** The whole matrix as a table, with the conditions above it. */
export function matrixMarkdown(results: readonly SeriesResult<DrillReport>[], cells: number): string {
  const incomplete = results.length < cells ? [`**Incomplete: ${results.length} of ${cells} cells.**`] : [];
  const first = results.find(({ report }) => report !== undefined)?.report;
  return `${[
    "# Drill matrix",
    ...incomplete,
    ...(first ? [conditions(first)] : []),
    ...tables(results),
    ...failures(results),
    legend,
  ].join("\n\n")}\n`;
}

/** One table; where there are several bridges, the bridges side by side under each fault, and their sums above. */
function tables(results: readonly SeriesResult<DrillReport>[]): string[] {
  const bridges = [...new Set(results.map(({ bridge }) => bridge))];
  if (bridges.length <= 1) return [markdownTable(columns, results.map(row))];
  const faults = [...new Set(results.map(({ name }) => name))];
  const rows = faults.flatMap((fault) =>
    bridges.flatMap((bridge, index) =>
      results
        .filter((result) => result.name === fault && result.bridge === bridge)
        .map((result) => [label(index), ...row(result)]),
    ),
  );
  const sums = bridges.map((bridge, index) => sumsOf(results, bridge, label(index)));
  return [markdownTable(sumColumns, sums), markdownTable(["bridge", ...columns], rows)];
}

const sumColumns = [
  "",
  "bridge",
  "inside",
  "lost",
  "duplicates",
  "reordered",
  "corrupt",
  "slowest way back",
  "lying green",
] as const;

/** The first is ours, the others are numbered: their commands are too long for every row. */
function label(index: number): string {
  return index === 0 ? "ours" : String(index);
}

/** A bridge in one row: all its drills together. */
function sumsOf(results: readonly SeriesResult<DrillReport>[], bridge: string, name: string): Row {
  const cells = results.filter((result) => result.bridge === bridge);
  const reports = cells.flatMap(({ report }) => report ?? []);
  const sum = (word: "lost" | "duplicates" | "reordered" | "corrupt") =>
    reports.reduce((total, { counts }) => total + counts[word], 0);
  const inside = reports.filter(({ outside }) => outside.length === 0).length;
  const never = reports.filter(({ fault, recovery }) => fault !== null && recovery.ms === null).length;
  const slowest = Math.max(0, ...reports.map(({ recovery }) => recovery.ms ?? 0));
  const lying = reports.filter(({ claims }) =>
    claims.lyingGreen.some(({ part }) => part === "bridge"),
  ).length;
  return [
    name,
    `\`${bridge}\``,
    `${inside} of ${cells.length}`,
    ...[sum("lost"), sum("duplicates"), sum("reordered"), sum("corrupt")],
    never > 0 ? `${seconds(slowest)}, never in ${never}` : seconds(slowest),
    lying === 0 ? "–" : `in ${lying}`,
  ];
}

const legend = `- **lost**: acknowledged by the broker, and not consumed when the pipeline had run empty; with the hop where it was lost.
- **unconfirmed**: sent, neither acknowledged nor consumed. At QoS 0 nothing is acknowledged, so this is the figure to read.
- **duplicates**: extra arrivals of the same reading. Delivery is at least once.
- **finals wrong**: deactivations without their final reading, with more than one, or with a reading after it.
- **back after**: from the start of the new process, or from the healing, to the first new reading at the consumer.
- **planned**: the same after a planned restart (SIGTERM) of the same part, in the same drill.
- **allowed**: limit of the recovery time, if one is promised: ${allLimitsInWords(catalogue)}.
- **silence**: the longest time without a new reading at the consumer; the outage is part of it.
- **lying green**: parts that said all was well while readings waited before them and none passed for 2 s or more.
  (In the sums of several bridges: the bridge itself. A program has no health check that anybody knows of, so it cannot lie.)`;

function conditions({ drill, startedAt, environment }: DrillReport): string {
  const { mosquitto, kafka, node, cpus, memoryGiB, os } = environment;
  return `${startedAt.slice(0, 10)}, runtime ${drill.runtime}; Mosquitto ${mosquitto ?? "?"}, Kafka ${kafka ?? "?"}, Node ${node}; ${cpus} cores, ${memoryGiB} GiB, ${os}.
Load: ${drill.ratePerSecond} readings/s of ${drill.devices} devices for at least ${seconds(drill.forMs)}, the fault lasts ${seconds(drill.outageMs)}, ${defaultParameters(catalogue)}, seed ${drill.seed}.`;
}

type Row = readonly (string | number)[];

function row({ name, report }: SeriesResult<DrillReport>): Row {
  if (report === undefined) return [name, "not carried out", ...columns.slice(2).map(() => "")];
  const { counts, lostAt, claims, recovery, longestSilenceMs, outside } = report;
  const hops = Object.entries(lostAt).flatMap(([hop, count]) => (count > 0 ? [`${hop} ${count}`] : []));
  return [
    name,
    counts.made,
    counts.acknowledged,
    counts.lost > 0 ? `${counts.lost} (${hops.join(", ")})` : 0,
    counts.unconfirmed,
    counts.duplicates,
    counts.reordered,
    counts.missingFinal + counts.doubleFinal + counts.ghost,
    back(report),
    recovery.cleanMs === null ? "–" : seconds(recovery.cleanMs),
    allowed(recovery),
    seconds(longestSilenceMs),
    claims.lyingGreen.map(({ part, forMs }) => `${part} ${seconds(forMs)}`).join(", ") || "–",
    outside.length === 0
      ? "inside"
      : `**outside: ${outside.map(({ word, count }) => `${word} ${count}`).join(", ")}**`,
  ];
}

function failures(results: readonly SeriesResult<DrillReport>[]): string[] {
  return results.flatMap(({ name, report, reason }) =>
    report === undefined ? [`**${name}** was not carried out:\n\n\`\`\`\n${reason}\n\`\`\``] : [],
  );
}

function back({ recovery: { ms } }: DrillReport): string {
  return ms === null ? "never" : seconds(ms);
}

function allowed({ ms, limitMs }: DrillReport["recovery"]): string {
  if (limitMs === null) return "–";
  return ms === null || ms > limitMs ? `**${seconds(limitMs)}**` : seconds(limitMs);
}
