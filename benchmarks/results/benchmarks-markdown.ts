import { type Runtime, runtimes } from "../../testbed/pipeline/runtime.ts";
import { markdownTable } from "../../testbed/report/text/markdown-table.ts";
import { type Target } from "../benchmark.ts";
import { benchmarks } from "../catalogue.ts";
import { type BenchmarkResult, type BenchmarkResults } from "./benchmark-results.ts";
import { resultName } from "./result-name.ts";

const runtimeWords = { local: "as processes", compose: "in containers" } as const satisfies Record<
  Runtime,
  string
>;

/** A measure in one runtime, as the table shows it. */
interface Judged {
  readonly measure: string;
  readonly runtime: Runtime;
  readonly target: string;
  readonly figure: string;
  readonly met: string;
  /** Why it is missed; `undefined` if it is not, or if that is unknown. */
  readonly whyMissed: string | undefined;
}

/** Returns docs/benchmarks.md: every measure with target and figure in both runtimes, then the details of every benchmark. */
export function benchmarksMarkdown(results: BenchmarkResults): string {
  const rows = benchmarks.flatMap(({ name, measures }) =>
    measures.map(({ measure, targets }) =>
      runtimes.map((runtime) =>
        judged(measure, runtime, targets[runtime], results[resultName(name, runtime)]),
      ),
    ),
  );
  const head = runtimes.flatMap((runtime) => [`${runtimeWords[runtime]}: target`, "figure", "met"]);
  const missed = rows.flat().flatMap(explanation);
  const sections = Object.entries(results)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, result]) => section(name, result));
  return `${[
    "# Benchmarks",
    "Written by `npm run bench`, which measures as processes and in containers, in turns where the two are compared; `npm run bench -- throughput latency` repeats these two, `--runtime local` needs no container engine, `--help` says how long each takes. Everything runs on one machine. Absolute figures vary with the machine; ratios within one run are more stable. No test asserts a figure.",
    markdownTable(
      ["measure", ...head],
      rows.map((row) => [
        row[0]?.measure ?? "",
        ...row.flatMap(({ target, figure, met }) => [target, figure, met]),
      ]),
      { figures: [2, 5] },
    ),
    ...(missed.length > 0 ? [missed.join("\n")] : []),
    ...sections,
  ].join("\n\n")}\n`;
}

function judged(
  measure: string,
  runtime: Runtime,
  target: Target | string,
  result: BenchmarkResult | undefined,
): Judged {
  const none = { measure, runtime, met: "–", whyMissed: undefined };
  if (typeof target === "string") return { ...none, target: "–", figure: target };
  const unmeasured = { ...none, target: target.target, figure: "not measured" };
  if (result === undefined) return unmeasured;
  const asked: (number | null | undefined)[] = [];
  const of = (name: string) => {
    asked.push(result.figures[name]);
    return result.figures[name] ?? Number.NaN;
  };
  const isMet = target.isMet(of);
  const shown = target.shown(of);
  // A result of an earlier version lacks figures; one that could not be measured is null.
  if (asked.includes(undefined)) return unmeasured;
  return {
    ...{ measure, runtime, target: target.target },
    figure: asked.includes(null) ? "could not be measured" : shown,
    met: isMet ? "yes" : "**no**",
    whyMissed: isMet ? undefined : target.whyMissed,
  };
}

function explanation({ measure, runtime, whyMissed }: Judged): string[] {
  return whyMissed === undefined ? [] : [`- Missed ${runtimeWords[runtime]}: ${measure}. ${whyMissed}`];
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
