import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkout } from "../../testbed/checkout.ts";
import { readAction, type Step } from "../support/action/action-file.ts";

const trace = new NoOperationTraceWriter();
const examples = "examples/github-actions";
const files = [
  "action.yml",
  ...[".github/workflows", examples].flatMap((folder) =>
    readdirSync(join(checkout, folder)).map((name) => join(folder, name)),
  ),
];

/** Returns what the parser and schema of GitHub say against a file. */
function errorsIn(name: string, content: string): string[] {
  const check = name.startsWith("action.") ? parseAction : parseWorkflow;
  return check({ name, content }, trace)
    .context.errors.getErrors()
    .map(({ message }) => message);
}

const contentOf = (file: string) => readFileSync(join(checkout, file), "utf8");

/** A job of a workflow: its steps, or another workflow that it calls. */
type Job = { readonly steps: readonly Step[] } | (Step & { readonly steps?: undefined });

/** Returns all steps of an action or a workflow; a called workflow counts as one. */
function stepsOf(file: string): readonly Step[] {
  if (file === "action.yml") return readAction().runs.steps;
  const { jobs } = parse(contentOf(file)) as { jobs: Readonly<Record<string, Job>> };
  return Object.values(jobs).flatMap((job) => job.steps ?? [job]);
}

test.each(files)("%s is valid for GitHub's own parser", (file) => {
  expect(errorsIn(file, contentOf(file))).toEqual([]);
});

test("the parser sees a step without a shell, an unknown key, and an expression of a context that is not there", () => {
  const content = contentOf("action.yml");
  for (const wrong of [
    content.replace("shell: bash", ""),
    content.replace("uses: actions", "used: actions"),
    content.replace("inputs.faults", "secrets.faults"),
  ]) {
    expect(wrong).not.toBe(content);
    expect(errorsIn("action.yml", wrong)).not.toEqual([]);
  }
});

test.each(files)(
  "no script of %s has an expression in it: its value would become part of the script",
  (file) => {
    const scripts = stepsOf(file).flatMap(({ run }) => run ?? []);
    expect(scripts).not.toEqual([]);
    for (const script of scripts) expect(script).not.toContain("${{");
  },
);

test.each(files)("every action that %s uses has a version", (file) => {
  for (const { uses = "./" } of stepsOf(file)) expect(uses).toMatch(/^(\.\/|[^@]+@(v\d+(\.\d+){0,2}|main))$/);
});

test("every input and every output of a step that action.yml uses is there, and every input is used", () => {
  const { inputs, runs } = readAction();
  const text = contentOf("action.yml");
  const used = [...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name = ""]) => name);
  expect(new Set(used)).toEqual(new Set(Object.keys(inputs)));
  const ids = new Set(runs.steps.map(({ id }) => id));
  for (const [, id] of text.matchAll(/\bsteps\.([\w-]+)/g)) expect(ids).toContain(id);
});

test.each(readdirSync(join(checkout, examples)))("%s uses inputs and outputs that the action has", (name) => {
  const { inputs, outputs } = readAction();
  const file = join(examples, name);
  const [step] = stepsOf(file).filter(({ uses }) => uses?.includes("/mqtt-kafka-testbed@"));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
  const read = [...contentOf(file).matchAll(/\bsteps\.drill\.outputs\.([\w-]+)/g)].map(
    ([, output]) => output,
  );
  expect(read).not.toEqual([]);
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(read));
});
