// Writes what is made from the schemas of the settings: `.env.example` and the table in README.md. `npm run docs:settings`.
import { readFileSync, writeFileSync } from "node:fs";
import { startSettings } from "../../testbed/cli/start-settings.ts";
import { envExample } from "./env-example.ts";
import { withBlock } from "./marked-block.ts";
import { settingsTable } from "./settings-table.ts";

const inCheckout = (file: string) => new URL(`../../${file}`, import.meta.url);

writeFileSync(inCheckout(".env.example"), envExample());
const readme = inCheckout("README.md");
writeFileSync(readme, withBlock(readFileSync(readme, "utf8"), "settings", settingsTable(startSettings)));
