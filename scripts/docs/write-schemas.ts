/** Writes the schemas of the reports beside this file: `npm run docs:schemas`. */
import { writeFileSync } from "node:fs";
import { reportSchemas } from "../../testbed/report/report-schemas.ts";

for (const [file, schema] of Object.entries(reportSchemas)) {
  writeFileSync(new URL(`../../docs/${file}`, import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`);
}
