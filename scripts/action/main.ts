// Steps of action.yml: `node scripts/action/main.ts drill` runs the drills and sets the outputs, `… verdict` writes the job
// summary and ends with the exit code of the drills. Inputs come as environment variables, so that none is part of a script.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFlags } from "../../services/shared/kafka/node-flags.ts";
import { checkout } from "../../testbed/checkout.ts";
import { drillArguments } from "./drill-arguments.ts";
import { drillOutputs } from "./drill-outputs.ts";
import { stepSummary } from "./step-summary.ts";

const { env } = process;

/** Runs the drills in the folder of the workflow, to which paths and commands of the inputs refer. */
async function drill(): Promise<void> {
  const reportFolder = mkdtempSync(join(env["RUNNER_TEMP"] ?? tmpdir(), "mqtt-kafka-testbed-"));
  // Lines of a bridge's log must not be taken for commands of the workflow.
  const token = randomUUID();
  console.log(`::stop-commands::${token}`);
  const program = [...nodeFlags, join(checkout, "testbed/cli/main.ts")];
  const child = spawn(process.execPath, [...program, ...drillArguments(env, reportFolder)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const [exitCode] = (await once(child, "exit")) as [number | null];
  console.log(`\n::${token}::`);
  const outputs = drillOutputs(textIn(reportFolder, "matrix.json"), exitCode);
  const lines = Object.entries({ ...outputs, report: reportFolder }).map(
    ([name, value]) => `${name}=${value}\n`,
  );
  append("GITHUB_OUTPUT", lines.join(""));
}

/** Writes the job summary and ends with the exit code of the drills. */
function verdict(): void {
  const { REPORT = "", EXIT_CODE = "", ARTIFACT_URL = "" } = env;
  append("GITHUB_STEP_SUMMARY", stepSummary(textIn(REPORT, "matrix.md"), EXIT_CODE, ARTIFACT_URL));
  process.exitCode = Number(EXIT_CODE);
}

function textIn(folder: string, name: string): string | undefined {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** Appends a text to the file that a variable of the runner names. */
function append(variable: string, text: string): void {
  const { [variable]: file = "" } = env;
  if (file === "") throw new Error(`${variable} is not set: the runner of GitHub Actions sets it to a file`);
  appendFileSync(file, text);
}

const steps: Readonly<Record<string, () => void | Promise<void>>> = { drill, verdict };
const [, , name = ""] = process.argv;
const { [name]: step } = steps;
if (step === undefined) throw new Error(`step ${name}: ${Object.keys(steps).join(" and ")} are allowed`);
await step();
