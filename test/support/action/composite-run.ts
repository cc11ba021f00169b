import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../../../testbed/checkout.ts";
import { readAction, type Step } from "./action-file.ts";

/** Address that the step of the upload is given in place of its own. */
export const artifactUrl = "https://example.org/artifacts/1";

/** A run of action.yml in a folder of its own, as far as a runner is needed for it: `uses:` steps have outputs and do nothing. */
export class CompositeRun implements Disposable {
  /** Folder of the workflow. */
  readonly workspace: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "action-"));
  readonly #inputs: Readonly<Record<string, string>>;
  readonly #outputs: Record<string, Readonly<Record<string, string>>> = {};
  /** Output of all steps on their terminals. */
  log = "";
  /** Exit code of the first step that failed; 0 if none did. */
  exitCode = 0;
  /** Job summary. */
  summary = "";

  constructor(inputs: Readonly<Record<string, string>>) {
    this.workspace = join(this.#folder, "workspace");
    this.#inputs = inputs;
    for (const each of [this.workspace, join(this.#folder, "temp")]) mkdirSync(each);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Runs the steps one after the other. `isRun`: whether a `run:` step is run at all. */
  async run(isRun: (step: Step) => boolean = () => true): Promise<void> {
    for (const [index, step] of readAction().runs.steps.entries()) {
      const { id = `step${index}`, if: condition = "" } = step;
      if (this.exitCode !== 0 && !condition.includes("!cancelled()")) continue;
      if (step.uses !== undefined) this.#outputs[id] = { "artifact-url": artifactUrl };
      else if (isRun(step) && this.#isMet(condition)) await this.#runStep(id, step);
    }
  }

  /** Output of the action. */
  output(name: string): string | undefined {
    const { [name]: output } = readAction().outputs;
    return output && this.#valueOf(output.value);
  }

  async #runStep(id: string, { run = "", env = {} }: Step): Promise<void> {
    const file = (name: string) => join(this.#folder, `${id}-${name}`);
    for (const name of ["output", "summary"]) writeFileSync(file(name), "");
    writeFileSync(file("script"), run);
    const values = Object.entries(env).map(([name, value]) => [name, this.#valueOf(value)]);
    // The command of `shell: bash`.
    const command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", file("script")] as const;
    const exitCode = await this.#execute(command, {
      ...{ GITHUB_ACTION_PATH: checkout, RUNNER_TEMP: join(this.#folder, "temp") },
      ...{ GITHUB_OUTPUT: file("output"), GITHUB_STEP_SUMMARY: file("summary") },
      ...Object.fromEntries(values),
    });
    if (this.exitCode === 0) this.exitCode = exitCode;
    this.summary += readFileSync(file("summary"), "utf8");
    const lines = readFileSync(file("output"), "utf8").split("\n").filter(Boolean);
    this.#outputs[id] = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
  }

  #execute([program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<number> {
    const options = { cwd: this.workspace, env: { ...process.env, ...env } };
    return new Promise((resolve) => {
      execFile(program, args, options, (error, stdout, stderr) => {
        this.log += stdout + stderr;
        resolve(typeof error?.code === "number" ? error.code : 0);
      });
    });
  }

  #isMet(condition: string): boolean {
    const [, expression = "!cancelled()"] = /^\$\{\{ (.*) \}\}$/.exec(condition) ?? [];
    return expression.split(" && ").every((each) => each === "!cancelled()" || this.#named(each) !== "");
  }

  /** Returns a text with the values of its expressions, each an input or the output of a step. */
  #valueOf(text: string): string {
    return text.replaceAll(/\$\{\{ ([^}]*) \}\}/g, (_all, name: string) => this.#named(name));
  }

  #named(name: string): string {
    const [context, id = "", , output = ""] = name.split(".");
    if (context === "steps") return this.#outputs[id]?.[output] ?? "";
    if (context === "inputs") return this.#inputs[id] ?? readAction().inputs[id]?.default ?? "";
    throw new Error(`${name}: an input or the output of a step is allowed`);
  }
}
