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

/** Set-up cannot go on; the message says why and what to do. */
export class SetupError extends Error {
  /** @override */
  name = "SetupError";
}

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string[]} inputs files and folders; when none of their contents changed the step is done already
 * @property {string} output the folder that the step makes; removed before, so that nothing old stays in it
 * @property {string[]} command
 * @property {string | undefined} [also] what the step depends on beside its inputs
 * @property {string} [without] what it is like without the step, where it may fail: it is not tried again for the same inputs
 */

const shownLogLines = 20;
const interruptions = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Runs a step unless its output stands for the same inputs already. Paths are relative to the checkout.
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
    console.log(`set-up: without it ${without}; the reason stands in ${log}`);
    // Nothing half-made stays, and the empty folder says that the step was tried.
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
 * Says what is under way, and on a terminal for how long.
 * @param {string} title
 * @returns {(outcome: "done in" | "failed after") => void} says how it ended
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
 * Whoever interrupts set-up interrupts the command, and set-up ends after it: it may have things to put away first, as a
 * pipeline that it has started.
 * @param {string[]} command
 * @param {string} folder
 * @param {string} log
 * @returns {Promise<number | null>} the exit code; `null` also where the program cannot be started, the log says why
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
  // As a shell tells it; nothing is to be concluded from what the command has not finished.
  if (interruptedBy !== undefined) process.exit(128 + constants.signals[interruptedBy]);
  return exitCode;
}

/**
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
 * @param {string} checkout
 * @param {string} path a file, or a folder whose files are meant
 * @returns {string[]}
 */
function filesIn(checkout, path) {
  if (!statSync(join(checkout, path)).isDirectory()) return [path];
  return readdirSync(join(checkout, path)).flatMap((name) => filesIn(checkout, join(path, name)));
}
