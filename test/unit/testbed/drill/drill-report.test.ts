import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../../../testbed/pipeline/folders.ts";
import { drillReportSchema } from "../../../../testbed/report/drill-report-schema.ts";

test("docs/drill-report.schema.json is the schema of the reports (npm run docs:drill-report writes it)", () => {
  const documented = readFileSync(join(checkout, "docs", "drill-report.schema.json"), "utf8");
  expect(JSON.parse(documented)).toEqual(JSON.parse(drillReportSchema()));
});
