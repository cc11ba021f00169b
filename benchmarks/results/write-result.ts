import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../testbed/checkout.ts";
import { type BenchmarkResult, type BenchmarkResults, benchmarkResults } from "./benchmark-results.ts";
import { benchmarksMarkdown } from "./benchmarks-markdown.ts";

const resultsFile = join(checkout, "docs", "benchmarks.json");

/** Adds a result to docs/benchmarks.json, and writes docs/benchmarks.md anew. */
export function writeResult(name: string, result: BenchmarkResult): void {
  const before = existsSync(resultsFile)
    ? benchmarkResults.parse(JSON.parse(readFileSync(resultsFile, "utf8")))
    : {};
  const results: BenchmarkResults = { ...before, [name]: result };
  writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(checkout, "docs", "benchmarks.md"), benchmarksMarkdown(results));
}
