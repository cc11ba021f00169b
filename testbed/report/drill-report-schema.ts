import { z } from "zod";
import { drillReport } from "./drill-report.ts";

/** The JSON Schema of `report.json`, as docs/drill-report.schema.json has it. */
export function drillReportSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(drillReport), undefined, 2)}\n`;
}
