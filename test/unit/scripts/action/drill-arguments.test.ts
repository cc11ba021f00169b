import { expect, test } from "vitest";
import { type ActionInputs, drillArguments } from "../../../../scripts/action/drill-arguments.ts";

const own = ["--out=/r", "--junit=/r/junit.xml"];

test.each<[ActionInputs, readonly string[]]>([
  [{}, []],
  [{ INPUT_BRIDGE_COMMAND: "", INPUT_FAULTS: "", INPUT_ALLOW: "\n", INPUT_OPTIONS: " \n" }, []],
  [{ INPUT_FAULTS: "kill bridge, cut mqtt-bridge" }, ["--faults=kill bridge, cut mqtt-bridge"]],
  [{ INPUT_BRIDGE_COMMAND: "node mine.js" }, ["--bridge-command=node mine.js", "--without-ours"]],
  [
    { INPUT_BRIDGE_IMAGE: "mine:1", INPUT_BRIDGE_ENV: "TOKEN\n A=1 2\n" },
    ["--bridge-image=mine:1", "--bridge-env=TOKEN", "--bridge-env=A=1 2", "--without-ours"],
  ],
  [
    { INPUT_CONNECTOR: "c.json", INPUT_PLUGIN: "jars" },
    ["--connector=c.json", "--plugin=jars", "--without-ours"],
  ],
  [{ INPUT_CONSUMER_COMMAND: "node mine.js" }, ["--consumer-command=node mine.js", "--without-ours"]],
  [{ INPUT_ALLOW: "duplicates=5\n recovery=5s\n" }, ["--allow=duplicates=5", "--allow=recovery=5s"]],
  [{ INPUT_OPTIONS: "--rate=100\r\n--for=5s" }, ["--rate=100", "--for=5s"]],
])("the inputs %j are the options %j, and those of the action itself come last", (inputs, options) => {
  expect(drillArguments(inputs, "/r")).toEqual(["drill", "matrix", ...options, ...own]);
});

test("no value becomes an option or a second argument, whatever it is", () => {
  for (const value of ["--help", "-h", "'\"", "$(touch x)", "a\nb", "`x`", "--", "=", " "]) {
    const inputs = {
      INPUT_BRIDGE_COMMAND: value,
      INPUT_BRIDGE_IMAGE: value,
      INPUT_CONNECTOR: value,
      INPUT_PLUGIN: value,
      INPUT_CONSUMER_COMMAND: value,
      INPUT_FAULTS: value,
    };
    expect(drillArguments(inputs, "/r")).toEqual([
      ...["drill", "matrix", `--bridge-command=${value}`, `--bridge-image=${value}`],
      ...[`--connector=${value}`, `--plugin=${value}`, `--consumer-command=${value}`],
      ...["--without-ours", `--faults=${value}`, ...own],
    ]);
    const allowed = drillArguments({ INPUT_ALLOW: value }, "/r").slice(2, -own.length);
    for (const argument of allowed) expect(argument).toMatch(/^--allow=/);
    const variables = drillArguments({ INPUT_BRIDGE_ENV: value }, "/r").slice(2, -own.length);
    for (const argument of variables) expect(argument).toMatch(/^--(bridge-env=|without-ours$)/);
  }
});
