// Runs the examples as a user would: packs the package and installs it into the Vitest project; installs the packages of the
// Python bridge and of the Python consumers, and runs drills with them. `npm run test:examples`. Exit code 1 if one fails.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "examples-"));

/**
 * Runs a command with inherited output.
 * @param {string} cwd
 * @param {string} command
 * @param {string[]} args
 */
function run(cwd, command, ...args) {
  runTo(0, cwd, command, ...args);
}

/**
 * Runs a command that ends with this exit code.
 * @param {number} expected
 * @param {string} cwd
 * @param {string} command
 * @param {string[]} args
 */
function runTo(expected, cwd, command, ...args) {
  console.log(`\n$ ${command} ${args.join(" ")}`);
  const { status, error } = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (status !== expected) throw new Error(`${command} failed: ${error?.message ?? `exit code ${status}`}`);
}

const examples = {
  "vitest-project": () => {
    const project = join(folder, "vitest-project");
    cpSync(join(checkout, "examples", "vitest-project"), project, { recursive: true });
    run(checkout, "npm", "pack", "--silent", "--pack-destination", project);
    const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
    renameSync(join(project, `mqtt-kafka-testbed-${version}.tgz`), join(project, "mqtt-kafka-testbed.tgz"));
    run(project, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error");
    run(project, "npx", "vitest", "run");
  },
  "python-bridge": () => {
    const packages = join(folder, "python-packages");
    const requirements = join(checkout, "examples", "python-bridge", "requirements.txt");
    run(folder, "python3", "-m", "pip", "install", "--quiet", "--target", packages, "-r", requirements);
    const bridge = `PYTHONPATH='${packages}' exec python3 examples/python-bridge/bridge.py`;
    const drill = ["drill", "kill", "bridge", "--for", "5s", "--out", join(folder, "report")];
    run(checkout, "npm", "run", "testbed", "--", ...drill, "--bridge-command", bridge);
  },
  "python-consumer": () => {
    const packages = join(folder, "python-packages");
    const requirements = join(checkout, "examples", "python-consumer", "requirements.txt");
    run(folder, "python3", "-m", "pip", "install", "--quiet", "--target", packages, "-r", requirements);
    const consumer = (/** @type {string} */ program) =>
      `PYTHONUNBUFFERED= PYTHONPATH='${packages}' exec python3 examples/python-consumer/${program}`;
    /** @type {(program: string, expected: 0 | 1, ...args: string[]) => void} 1: outside the budget. */
    const drill = (program, expected, ...args) => {
      const out = join(folder, `report-${program.replaceAll(/\W/g, "-")}`);
      const given = ["--for", "5s", "--out", out, "--consumer-command", consumer(program), ...args];
      runTo(expected, checkout, "npm", "run", "testbed", "--", "drill", "kill", "consumer", ...given);
    };
    drill("consumer.py", 1);
    drill("consumer.py --commit-after", 0);
    drill('kcat_like.py >> "$JOURNAL"', 1, "--allow", "duplicates=0");
  },
};

let failed = 0;
try {
  for (const [name, example] of Object.entries(examples)) {
    try {
      example();
    } catch (error) {
      failed += 1;
      console.error(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
const passed = Object.keys(examples).length - failed;
// Counted by .ci/run; in the form of Vitest's JSON report.
mkdirSync(join(checkout, "test-results"), { recursive: true });
const totals = { numPassedTests: passed, numFailedTests: failed, testResults: [] };
writeFileSync(join(checkout, "test-results", "examples.json"), JSON.stringify(totals));
console.log(`\nexamples: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
