// Writes what is made from the schemas of the settings: `.env.example` and the table in README.md. `npm run docs:settings`.
import { readFileSync, writeFileSync } from "node:fs";
import { envExample } from "./env-example.ts";
import { withSettingsTable } from "./settings-table.ts";

const inCheckout = (file: string) => new URL(`../../../${file}`, import.meta.url);

writeFileSync(inCheckout(".env.example"), envExample());
const readme = inCheckout("README.md");
writeFileSync(readme, withSettingsTable(readFileSync(readme, "utf8")));
