// Adds up the reports of the test runners, Vitest's JSON and JUnit's XML, and prints `N passed, N failed`. A missing report and a
// test file that could not be loaded count as a failure.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const vitestReports = [
  "test-results/unit.json",
  "test-results/pipeline.json",
  "test-results/page.json",
  "test-results/drill.json",
  "test-results/own-pipeline.json",
  "test-results/long.json",
  "test-results/examples.json",
  "test-results/compose.json",
  "test-results/compose-page.json",
  "test-results/containers.json",
];
const surefireFolder = "connect/target/surefire-reports";

const totals = [...vitestReports.map(countVitest), countSurefire(surefireFolder)];
const sum = (/** @type {"passed" | "failed"} */ what) => totals.reduce((all, total) => all + total[what], 0);
const failed = sum("failed");
console.log(`${sum("passed")} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} file */
function countVitest(file) {
  if (!existsSync(file)) return missing(file);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
  const unloaded = testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ { status, assertionResults }) =>
      status === "failed" && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
}

/** @param {string} folder */
function countSurefire(folder) {
  if (!existsSync(folder)) return missing(folder);
  const suites = readdirSync(folder)
    .filter((name) => /^TEST-.*\.xml$/.test(name))
    .map((name) => /<testsuite [^>]*>/.exec(readFileSync(join(folder, name), "utf8"))?.[0] ?? "");
  if (suites.length === 0) return missing(folder);
  const count = (/** @type {string} */ attribute) =>
    suites.reduce(
      (all, suite) => all + Number(new RegExp(` ${attribute}="(\\d+)"`).exec(suite)?.[1] ?? 0),
      0,
    );
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed };
}

/** @param {string} report */
function missing(report) {
  console.log(`no test report at ${report}`);
  return { passed: 0, failed: 1 };
}
