import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../../../testbed/checkout.ts";
import { reportSchemas } from "../../../../testbed/report/report-schemas.ts";

test.each(Object.entries(reportSchemas))(
  "docs/%s is up to date with the schema (npm run docs:schemas writes it)",
  (file, schema) => {
    expect(JSON.parse(readFileSync(join(checkout, "docs", file), "utf8"))).toEqual(schema);
  },
);
