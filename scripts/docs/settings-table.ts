import { type SettingDescription } from "../../services/shared/describe-settings.ts";

/** Returns the Markdown table of these settings, as in README.md. */
export function settingsTable(settings: readonly SettingDescription[]): string {
  return [
    "| variable | meaning | default |",
    "| --- | --- | --- |",
    ...settings.map(
      ({ name, description, value, default: inWords }) =>
        `| \`${name}\` | ${description} | ${value === inWords ? `\`${value}\`` : inWords} |`,
    ),
  ].join("\n");
}
