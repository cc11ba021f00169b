import { startSettings } from "../../../testbed/cli/start-settings.ts";

const begin = "<!-- settings: made by `npm run docs:settings` -->";
const end = "<!-- /settings -->";

/**
 * Returns the README with its table of settings made anew.
 * @throws Error for a README without the marks around the table
 */
export function withSettingsTable(readme: string): string {
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${begin} or ${end}`);
  return `${before}${begin}\n\n${settingsTable()}\n\n${end}${after}`;
}

function settingsTable(): string {
  return [
    "| variable | meaning | default |",
    "| --- | --- | --- |",
    ...startSettings.map(
      ({ name, description, value, default: inWords }) =>
        `| \`${name}\` | ${description} | ${value === inWords ? `\`${value}\`` : inWords} |`,
    ),
  ].join("\n");
}
