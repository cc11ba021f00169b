import { type CountWord } from "../../ledger/verdict/counted-words.ts";
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

/** Fields of a report that the sections are made from. */
type AnomalyFields = Pick<DrillReport, "anomalies" | "counts" | "free">;

/** Returns the sections of Markdown of all words. */
export function anomalySections(report: AnomalyFields): string[] {
  return Object.keys(report.anomalies).flatMap((word) => sectionsOf(word as CountWord, report));
}

/** Returns a section of Markdown for the readings that a word names, and one for those that are in no budget. */
export function sectionsOf(word: CountWord, { anomalies, counts, free }: AnomalyFields): string[] {
  const { [word]: all }: Readonly<Partial<Record<CountWord, readonly Anomaly[]>>> = anomalies;
  if (all === undefined) return [];
  const freeOnes = free.filter((each) => each.word === word);
  const counted = freeOnes.reduce((rest, each) => rest - each.count, counts[word]);
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
