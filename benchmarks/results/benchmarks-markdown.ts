import { markdownTable } from "../../testbed/report/text/markdown-table.ts";
import { type Target } from "../benchmark.ts";
import { benchmarks } from "../catalogue.ts";
import { type BenchmarkResult, type BenchmarkResults } from "./benchmark-results.ts";

/** A target, and the result that it is compared with; `undefined` if there is none. */
interface JudgedTarget {
  readonly target: Target;
  readonly result: BenchmarkResult | undefined;
}

/** Returns docs/benchmarks.md: every target with its figure, then the details of every benchmark. */
export function benchmarksMarkdown(results: BenchmarkResults): string {
  const targets = benchmarks.flatMap(({ name, targets: all }) =>
    all.map((target) => ({ target, result: results[name] })),
  );
  const missed = targets.flatMap(explanation);
  const sections = Object.entries(results)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, result]) => section(name, result));
  return `${[
    "# Benchmarks",
    "Written by `npm run bench`; `npm run bench -- throughput latency` repeats these two. Everything runs on one machine, as local processes, or in containers where a section says so. Absolute figures vary with the machine; ratios within one run are more stable. No test asserts a figure.",
    markdownTable(["measure", "target", "figure", "met"], targets.map(row), { figures: [2] }),
    ...(missed.length > 0 ? [missed.join("\n")] : []),
    ...sections,
  ].join("\n\n")}\n`;
}

function row({ target: { measure, target, shown, isMet }, result }: JudgedTarget): string[] {
  if (result === undefined) return [measure, target, "not measured", "–"];
  const of = figuresOf(result);
  return [measure, target, shown(of), isMet(of) ? "yes" : "**no**"];
}

function explanation({ target: { measure, isMet, whyMissed }, result }: JudgedTarget): string[] {
  const isMissed = result !== undefined && !isMet(figuresOf(result));
  return isMissed && whyMissed !== undefined ? [`- Missed: ${measure}. ${whyMissed}`] : [];
}

function figuresOf({ figures }: BenchmarkResult): (name: string) => number {
  return (name) => figures[name] ?? Number.NaN;
}

function section(name: string, result: BenchmarkResult): string {
  const { measuredAt, commit, environment: machine, othersPercent, details } = result;
  const others = othersPercent === undefined ? "" : `, other load just before: ${othersPercent} %`;
  return [
    `## ${name}`,
    details.map((detail) => `- ${detail}`).join("\n"),
    `Measured ${measuredAt} at commit ${commit}: ${machine.cpus} cores, ${machine.memoryGiB} GiB, ${machine.os}, Node ${machine.node}${others}.`,
  ].join("\n\n");
}
