import { z } from "zod";
import { drillReport } from "./drill/drill-report.ts";
import { loadReport } from "./load/load-report.ts";

/** JSON Schemas of every kind of `report.json`, by file name in docs/. */
export const reportSchemas = {
  "drill-report.schema.json": z.toJSONSchema(drillReport),
  "load-report.schema.json": z.toJSONSchema(loadReport),
} as const;
