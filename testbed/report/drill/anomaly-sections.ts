import { markdownCode } from "../text/markdown-text.ts";
import { type DrillReport } from "./drill-report.ts";

/** Maximum number of ids listed for an anomaly; report.json has more. */
const maxListedIds = 20;

type Anomaly = DrillReport["anomalies"]["dropped"][number] & {
  readonly hop?: string;
  readonly finals?: readonly number[];
  /** Reason for which it is in no budget. */
  readonly free?: string | null;
};

/** Returns a section of Markdown for each kind of anomaly, and one for those that are in no budget. */
export function anomalySections({ anomalies, counts, free }: DrillReport): string[] {
  return Object.entries(anomalies).flatMap(([word, all]: [string, readonly Anomaly[]]) => {
    const freeOnes = free.filter((each) => each.word === word);
    const counted = freeOnes.reduce(
      (rest, each) => rest - each.count,
      counts[word as keyof typeof anomalies],
    );
    const inBudget = all.filter((anomaly) => (anomaly.free ?? null) === null);
    return [
      ...section(word, counted, inBudget),
      ...freeOnes.flatMap(({ reason, count }) =>
        section(
          `${word}, ${reason}`,
          count,
          all.filter((anomaly) => anomaly.free === reason),
        ),
      ),
    ];
  });
}

function section(title: string, count: number, all: readonly Anomaly[]): string[] {
  if (count === 0) return [];
  const shown = all.slice(0, maxListedIds).map(line);
  const more = count > shown.length ? [`- … ${count - shown.length} more${moreIn(count, all)}`] : [];
  return [`### ${title}: ${count}\n\n${[...shown, ...more].join("\n")}`];
}

function line({ device, run, seq, hop, finals }: Anomaly): string {
  const details = [hop, finals && `finals ${finals.join(", ")}`].filter(Boolean);
  return `- ${[`${markdownCode(device)} seq ${seq} of run ${markdownCode(run.slice(0, 8))}`, ...details].join(", ")}`;
}

function moreIn(count: number, all: readonly Anomaly[]): string {
  return ` in report.json${count > all.length ? ", which does not list all" : ""}`;
}
