import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { checkout } from "../../testbed/checkout.ts";
import { artifactUrl, CompositeRun } from "../support/action/composite-run.ts";

const fixtures = join(checkout, "test/fixtures");
const shortLoad = "--rate=100\n--devices=5\n--for=2s";

/** Puts a program of the fixtures into the workspace, in a file whose name a shell must not read. Returns its command. */
function programIn(workspace: string, name: string): string {
  const file = "it's $(touch forged) my.mjs";
  writeFileSync(join(workspace, file), `await import("${pathToFileURL(join(fixtures, name)).href}");`);
  return `exec '${process.execPath}' "$PWD"/it\\''s $(touch forged) my.mjs'`;
}

test("the action passes a consumer that loses nothing: outputs, summary with a link, JUnit and exit code 0", async () => {
  const inputs: Record<string, string> = { faults: "none", options: shortLoad, allow: "duplicates=5" };
  using action = new CompositeRun(inputs);
  inputs["consumer-command"] = programIn(action.workspace, "consumers/honest.ts");
  await action.run();
  expect(action.exitCode, action.log).toBe(0);
  expect([action.output("verdict"), action.output("lost")]).toEqual(["inside", "0"]);
  expect(action.summary).toMatch(/^# Drill matrix\n\n\*\*Inside the budget: 1 of 1 drills\. Lost: 0\.\*\*\n/);
  expect(action.summary).toContain("\n| none qos 1 | ");
  expect(action.summary).toContain(`\n[Reports, logs and JUnit](${artifactUrl})\n`);
  const report = action.output("report") ?? "";
  expect(readdirSync(report).sort()).toEqual(["001-none-qos-1", "junit.xml", "matrix.json", "matrix.md"]);
  const xml = readFileSync(join(report, "junit.xml"), "utf8");
  expect(xml).toContain('<property name="consumer" value="exec ');
  expect(xml).toMatch(/<testsuite name="none qos 1" tests="11" failures="0" errors="0" time="\d+\.\d{3}"/);
  const schema = readFileSync(join(fixtures, "junit.xsd"), "utf8");
  expect((await validateXML({ xml, schema })).errors).toEqual([]);
  expect(readdirSync(action.workspace)).toEqual(["it's $(touch forged) my.mjs"]);
});

test("the action convicts a bridge that drops readings: the hop stands in the summary, and the exit code is 1", async () => {
  const inputs: Record<string, string> = { faults: "none", options: shortLoad };
  using action = new CompositeRun(inputs);
  inputs["bridge-command"] = programIn(action.workspace, "bridges/faulty/drops.ts");
  await action.run();
  expect(action.exitCode, action.log).toBe(1);
  const lost = action.output("lost");
  expect(action.output("verdict")).toBe("outside");
  expect(Number(lost)).toBeGreaterThan(0);
  expect(action.summary).toContain(
    `**Outside the budget: 1 of 1 drills. Lost: ${lost} (bridge-kafka ${lost}).**`,
  );
  const xml = readFileSync(join(action.output("report") ?? "", "junit.xml"), "utf8");
  expect(xml).toContain(`<failure message="lost ${lost} (allowed: 0)">`);
});

const forShell = `'"; touch forged; $(touch forged) \`touch forged\``;
const hostile = `${forShell}\n--help\n::set-output name=verdict::inside`;

test.concurrent.each([
  ["faults", hostile, "Allowed choices are"],
  ["faults", "--help", "Allowed choices are"],
  ["allow", hostile, "word=count is allowed"],
  ["connector", hostile, "one --plugin for each --connector"],
  ["plugin", hostile, "one --plugin for each --connector"],
  ["options", forShell, "too many arguments"],
  ["options", "--help", "Usage:"],
  ["options", "--out=elsewhere\n--for=never", "a time from"],
  ["bridge-command", hostile, "Allowed choices are"],
  ["bridge-image", hostile, "the name of an image is allowed"],
  ["bridge-env", forShell, "only with --bridge-image"],
  ["consumer-command", hostile, "Allowed choices are"],
])(
  "a hostile %s is one refused value: %j starts nothing, is no command and passes nothing",
  async (name, value, message) => {
    using action = new CompositeRun({
      ...(name.endsWith("-command") ? { faults: "nothing" } : {}),
      [name]: value,
    });
    await action.run(({ name: step }) => step !== "Set-up");
    expect(action.log).toContain(message);
    expect(action.exitCode).toBe(value === "--help" && name === "options" ? 3 : 2);
    expect([action.output("verdict"), action.output("lost")]).toEqual(["not-carried-out", ""]);
    expect(action.summary).toContain(`**Not carried out** (exit code ${action.exitCode})`);
    expect(readdirSync(action.workspace)).toEqual([]);
    // Commands of the workflow are stopped before anything of others can be printed, and on again at the end.
    const [, token] = /^::stop-commands::(\S+)\n/.exec(action.log) ?? [];
    expect(token).toMatch(/^[0-9a-f-]{36}$/);
    expect(action.log).toContain(`\n::${token}::\n`);
  },
);
