/** Inputs of action.yml as environment variables; empty: not given. Each of `INPUT_BRIDGE_ENV`, `INPUT_ALLOW` and `INPUT_OPTIONS` has one value a line. */
export interface ActionInputs {
  readonly INPUT_BRIDGE_COMMAND?: string;
  readonly INPUT_BRIDGE_IMAGE?: string;
  readonly INPUT_BRIDGE_ENV?: string;
  readonly INPUT_CONNECTOR?: string;
  readonly INPUT_PLUGIN?: string;
  readonly INPUT_CONSUMER_COMMAND?: string;
  readonly INPUT_FAULTS?: string;
  readonly INPUT_ALLOW?: string;
  readonly INPUT_OPTIONS?: string;
}

/**
 * Returns the arguments of `testbed` for these inputs. Every value is part of one argument (`--option=value`), so that none
 * can become an option; those of `INPUT_OPTIONS` are options, and the action's own follow, since the last one counts.
 */
export function drillArguments(inputs: ActionInputs, reportFolder: string): string[] {
  const { INPUT_BRIDGE_COMMAND: command, INPUT_CONNECTOR: connector, INPUT_PLUGIN: plugin } = inputs;
  const given = (option: string, value = "") => (value === "" ? [] : [`${option}=${value}`]);
  const others = [
    ...given("--bridge-command", command),
    ...given("--bridge-image", inputs.INPUT_BRIDGE_IMAGE),
    ...linesOf(inputs.INPUT_BRIDGE_ENV).map((line) => `--bridge-env=${line}`),
    ...given("--connector", connector),
    ...given("--plugin", plugin),
    ...given("--consumer-command", inputs.INPUT_CONSUMER_COMMAND),
  ];
  return [
    ...["drill", "matrix"],
    ...linesOf(inputs.INPUT_OPTIONS),
    ...others,
    ...(others.length === 0 ? [] : ["--without-ours"]),
    ...given("--faults", inputs.INPUT_FAULTS),
    ...linesOf(inputs.INPUT_ALLOW).map((line) => `--allow=${line}`),
    ...[`--out=${reportFolder}`, `--junit=${reportFolder}/junit.xml`],
  ];
}

function linesOf(text = ""): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
