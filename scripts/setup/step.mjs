import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

/** A failed set-up; the message has the reason and the remedy. */
export class SetupError extends Error {
  /** @override */
  name = "SetupError";
}

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string[]} inputs files and folders; the step is skipped while their contents are unchanged
 * @property {string} output the folder that the step makes; removed before each run
 * @property {string[]} command
 * @property {string | undefined} [also] further input of the step, as text
 * @property {string} [without] for an optional step: the consequence of its failure; it is not tried again for the same inputs
 */

const shownLogLines = 20;
const interruptions = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a step unless it has run for the same inputs. Paths are relative to the checkout.
 * @throws {SetupError} if a step that is not optional fails, with the end of its log
 * @param {string} checkout
 * @param {Step} step
 */
export async function runStep(checkout, { title, inputs, output, command, also = "", without }) {
  const cache = join(checkout, ".testbed", "cache");
  const stamp = join(cache, `${title.replaceAll(" ", "-")}.sha256`);
  const log = join(cache, `${title.replaceAll(" ", "-")}.log`);
  const fingerprint = fingerprintOf(checkout, inputs, also);
  if (existsSync(join(checkout, output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint)
    return;

  mkdirSync(cache, { recursive: true });
  rmSync(stamp, { force: true });
  rmSync(join(checkout, output), { recursive: true, force: true });
  const stopProgress = showProgress(title);
  const exitCode = await run(command, checkout, log);
  stopProgress(exitCode === 0 ? "done in" : "failed after");
  if (exitCode !== 0 && without !== undefined) {
    console.log(`set-up: without it ${without}; the reason is in ${log}`);
    // No partial output stays; the empty folder marks that the step was tried.
    rmSync(join(checkout, output), { recursive: true, force: true });
    mkdirSync(join(checkout, output), { recursive: true });
  } else if (exitCode !== 0) {
    const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-shownLogLines);
    throw new SetupError(
      `${title}: \`${command.join(" ")}\` failed. The end of ${log}:\n  ${lines.join("\n  ")}`,
    );
  }
  writeFileSync(stamp, fingerprint);
}

/**
 * Shows the current step; on a terminal with its duration.
 * @param {string} title
 * @returns {(outcome: "done in" | "failed after") => void} shows the outcome
 */
function showProgress(title) {
  const startedAtMs = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAtMs) / 1000)} s`;
  if (!process.stdout.isTTY) {
    console.log(`set-up: ${title} …`);
    return (outcome) => console.log(`set-up: ${title} ${outcome} ${seconds()}`);
  }
  const timer = setInterval(() => process.stdout.write(`\rset-up: ${title} … ${seconds()} `), 1000);
  process.stdout.write(`set-up: ${title} … `);
  return (outcome) => {
    clearInterval(timer);
    process.stdout.write(`\rset-up: ${title} ${outcome} ${seconds()} \n`);
  };
}

/**
 * Runs a command. A signal that interrupts set-up is passed on, and set-up ends after the command, which may have to clean up
 * first, such as a pipeline that it has started.
 * @param {string[]} command
 * @param {string} folder
 * @param {string} log
 * @returns {Promise<number | null>} the exit code; `null` if ended by a signal or not started; the log has the reason
 */
async function run([program = "", ...args], folder, log) {
  const output = openSync(log, "w");
  const child = spawn(program, args, { cwd: folder, stdio: ["ignore", output, output] });
  /** @type {NodeJS.Signals | undefined} */
  let interruptedBy;
  /** @param {NodeJS.Signals} signal */
  const interrupt = (signal) => {
    interruptedBy = signal;
    child.kill(signal);
  };
  for (const signal of interruptions) process.on(signal, interrupt);
  const exitCode = await new Promise((resolve) => {
    child.once("error", ({ message }) => {
      writeSync(output, `${message}\n`);
      resolve(null);
    });
    child.once("exit", resolve);
  });
  closeSync(output);
  for (const signal of interruptions) process.off(signal, interrupt);
  // The exit code of a shell. The step is neither done nor failed.
  if (interruptedBy !== undefined) process.exit(128 + constants.signals[interruptedBy]);
  return exitCode;
}

/**
 * Returns a hash of names and contents.
 * @param {string} checkout
 * @param {string[]} inputs
 * @param {string} also
 */
function fingerprintOf(checkout, inputs, also) {
  const hash = createHash("sha256").update(also);
  for (const file of inputs.flatMap((input) => filesIn(checkout, input)).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(checkout, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * Lists the file, or the files in the folder.
 * @param {string} checkout
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(checkout, path) {
  if (!statSync(join(checkout, path)).isDirectory()) return [path];
  return readdirSync(join(checkout, path)).flatMap((name) => filesIn(checkout, join(path, name)));
}
