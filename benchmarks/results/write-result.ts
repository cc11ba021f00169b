import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../testbed/checkout.ts";
import { type BenchmarkResult, type BenchmarkResults, benchmarkResults } from "./benchmark-results.ts";
import { benchmarksMarkdown } from "./benchmarks-markdown.ts";

/** Files of the results. The Markdown is made from the JSON. */
export const resultFiles = {
  json: join(checkout, "docs", "benchmarks.json"),
  markdown: join(checkout, "docs", "benchmarks.md"),
} as const;

/** Adds a result to docs/benchmarks.json, and writes docs/benchmarks.md anew. */
export function writeResult(name: string, result: BenchmarkResult): void {
  const before = existsSync(resultFiles.json)
    ? benchmarkResults.parse(JSON.parse(readFileSync(resultFiles.json, "utf8")))
    : {};
  const results: BenchmarkResults = { ...before, [name]: result };
  writeFileSync(resultFiles.json, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(resultFiles.markdown, benchmarksMarkdown(results));
}
