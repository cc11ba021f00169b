import { z } from "zod";
import { environment } from "../../testbed/report/fields/report-fields.ts";

/** Result of a benchmark, with its conditions. */
export const benchmarkResult = z.object({
  measuredAt: z.iso.datetime(),
  commit: z.string(),
  environment: environment.omit({ mosquitto: true, kafka: true }),
  othersPercent: z
    .number()
    .optional()
    .describe("how busy the machine was just before, with other work; percent of all cores"),
  figures: z.record(z.string(), z.number().nullable()),
  details: z.array(z.string()),
});

/** Latest results by the names of the benchmarks: docs/benchmarks.json. */
export const benchmarkResults = z.record(z.string(), benchmarkResult);

/** Result of a benchmark, with its conditions. */
export type BenchmarkResult = z.infer<typeof benchmarkResult>;

/** Latest results by the names of the benchmarks. */
export type BenchmarkResults = z.infer<typeof benchmarkResults>;
