// Adds up the reports of the test runners, Vitest's JSON and JUnit's XML, and prints each failure by name and with the start of its
// message (a CI log is often kept without its beginning), then `N passed, N failed`. A missing report and a test file that could
// not be loaded count as a failure.
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
const shownTraceLines = 12;

/**
 * @typedef {object} TestFile Results of one test file, as Vitest's JSON reporter writes them.
 * @property {string} name
 * @property {string} status
 * @property {string} message
 * @property {{ status: string, fullName: string, failureMessages: string[] }[]} assertionResults
 */

const totals = [...vitestReports.map(countVitest), countSurefire(surefireFolder)];
const sum = (/** @type {"passed" | "failed"} */ what) => totals.reduce((all, total) => all + total[what], 0);
const failed = sum("failed");
console.log(`${sum("passed")} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} file */
function countVitest(file) {
  if (!existsSync(file)) return missing(file);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
  /** @type {TestFile[]} */
  const testFiles = testResults;
  const unloaded = testFiles.filter((one) => one.status === "failed" && one.assertionResults.length === 0);
  for (const { name, message } of unloaded) printFailure(file, name, message);
  for (const { name, assertionResults } of testFiles)
    for (const { status, fullName, failureMessages } of assertionResults)
      if (status === "failed") printFailure(file, `${name} > ${fullName}`, failureMessages.join("\n"));
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
}

/** @param {string} folder */
function countSurefire(folder) {
  if (!existsSync(folder)) return missing(folder);
  const reports = readdirSync(folder)
    .filter((name) => /^TEST-.*\.xml$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  if (reports.length === 0) return missing(folder);
  for (const testcase of reports.flatMap((report) => report.split("<testcase ").slice(1))) {
    const [, trace] = /<(?:failure|error)[^>]*>(?:<!\[CDATA\[)?([^<]*)/.exec(testcase) ?? [];
    const name = /^name="([^"]*)"/.exec(testcase)?.[1] ?? testcase;
    const className = /classname="([^"]*)"/.exec(testcase)?.[1] ?? "";
    if (trace !== undefined) printFailure(folder, `${className} > ${name}`, trace);
  }
  const suites = reports.map((report) => /<testsuite [^>]*>/.exec(report)?.[0] ?? "");
  const count = (/** @type {string} */ attribute) =>
    suites.reduce(
      (all, suite) => all + Number(new RegExp(` ${attribute}="(\\d+)"`).exec(suite)?.[1] ?? 0),
      0,
    );
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed };
}

/**
 * @param {string} report
 * @param {string} test
 * @param {string} trace
 */
function printFailure(report, test, trace) {
  console.log(`FAILED ${test} (${report})`);
  for (const line of trace.trim().split("\n").slice(0, shownTraceLines)) console.log(`  ${line}`);
}

/** @param {string} report */
function missing(report) {
  console.log(`no test report at ${report}`);
  return { passed: 0, failed: 1 };
}
