// Writes what is made from the schemas of the settings: `.env.example` and the tables in README.md and docs/http.md.
// `npm run docs:settings`.
import { readFileSync, writeFileSync } from "node:fs";
import { describeSettings, type SettingDescription } from "../../services/shared/describe-settings.ts";
import { doorSettings } from "../../services/shared/http/door/door-settings.ts";
import { startSettings } from "../../testbed/cli/start-settings.ts";
import { envExample } from "./env-example.ts";
import { withBlock } from "./marked-block.ts";
import { settingsTable } from "./settings-table.ts";

const inCheckout = (file: string) => new URL(`../../${file}`, import.meta.url);

writeFileSync(inCheckout(".env.example"), envExample());
writeTable("README.md", "settings", startSettings);
writeTable("docs/http.md", "http-settings", describeSettings(doorSettings));

function writeTable(file: string, block: string, settings: readonly SettingDescription[]): void {
  const path = inCheckout(file);
  writeFileSync(path, withBlock(readFileSync(path, "utf8"), block, settingsTable(settings)));
}
