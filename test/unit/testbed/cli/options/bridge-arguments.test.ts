import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bridgesOf } from "../../../../../testbed/cli/options/bridge-arguments.ts";
import { type RunArguments } from "../../../../../testbed/cli/options/run-arguments.ts";
import { testedName } from "../../../../../testbed/run/tested-name.ts";

/** Returns the names of the bridges for connectors of these classes, each in a file of its own, and for commands. */
function namesOf(classes: readonly string[], bridgeCommand: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), "bridge-arguments-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "plugin.jar"), "");
  const connector = classes.map((name, index) => {
    const file = join(folder, `${index}.json`);
    writeFileSync(file, JSON.stringify({ "connector.class": name }));
    return file;
  });
  const images = { bridgeImage: [], bridgeEnv: [] };
  const given = { runtime: "local", ...images, bridgeCommand, connector, plugin: classes.map(() => folder) };
  const bridges = bridgesOf(given as unknown as RunArguments, true);
  return bridges.map((bridge) => testedName({ bridge }).replace(`${folder}/`, ""));
}

test("a connector has the name of its class", () => {
  expect(namesOf(["A", "B"])).toEqual(["A", "B"]);
});

test("two configurations of one class are two bridges, told apart by their files", () => {
  expect(namesOf(["A", "B", "A"])).toEqual(["A (0.json)", "B", "A (2.json)"]);
});

test("a bridge that is given twice is two bridges, told apart by numbers", () => {
  expect(namesOf([], ["run it", "run it"])).toEqual(["run it", "run it #2"]);
});

test("a configuration that is no JSON is refused without its text, in which there may be a password", () => {
  const folder = mkdtempSync(join(tmpdir(), "bridge-arguments-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "connector.json");
  for (const text of [
    '{"mqtt.password":s3cret}',
    "s3cret",
    '{"a":"s3cret" "b"}',
    '["s3cret"',
    '{"a":{"p":"s3cret"}}',
  ]) {
    writeFileSync(file, text);
    const bridges = { bridgeCommand: [], bridgeImage: [], bridgeEnv: [], connector: [file] };
    const given = { runtime: "local", ...bridges, plugin: [folder] };
    const read = () => bridgesOf(given as unknown as RunArguments, true);
    expect(read).toThrow(`--connector ${file}: a file with a flat JSON object of strings is allowed`);
    // Not less: the random name of the folder could have it.
    expect(read).not.toThrow("s3cr");
  }
});
