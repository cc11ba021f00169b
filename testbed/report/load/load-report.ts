import { z } from "zod";
import { loadProfiles } from "../../../services/publisher/fleet/load-profile.ts";
import { traceCarriers } from "../../../services/shared/reading/trace.ts";
import { partNames } from "../../../services/shared/topology.ts";
import { lateMadeMs } from "../../load/late-made-ms.ts";
import { type LatencySpan, latencySpans } from "../../load/latencies.ts";
import { type FlowStage, flowStages } from "../../load/timeline.ts";
import {
  anomalies,
  count,
  counts,
  drain,
  environment,
  lostAt,
  ms,
  outside,
} from "../fields/report-fields.ts";

/** Version of the format. It rises when a field changes its meaning or is removed. */
export const loadReportVersion = 2;

const percent = z.number().nonnegative();
const delays = z.object({ p50: ms, p99: ms, max: ms });

/** The pipeline under test, and its load. */
const conditions = z.object({
  runtime: z.enum(["local", "compose"]),
  bridge: z.string().describe("the bridge between MQTT and Kafka"),
  trace: z.enum(traceCarriers),
  devices: count,
  ratePerSecond: z.number().positive(),
  warmUpMs: ms.describe("before the load began: in no latency and no throughput, but in the counts"),
  forMs: ms,
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  connections: count.describe("MQTT connections that the devices share"),
  profile: z.enum(loadProfiles),
  lateAfterMs: ms,
  seed: count,
});

/** Latencies of one span; `null` if nothing was timed. */
const latencies = z
  .object({
    count,
    mean: ms,
    p50: ms,
    p90: ms,
    p99: ms,
    p999: ms,
    max: ms,
    curve: z
      .array(z.tuple([z.number(), ms]))
      .describe("percentile (0 to 100) and latency, ascending: the latency by percentile distribution"),
  })
  .nullable();

const latencyMs = z
  .object(
    Object.fromEntries(latencySpans.map((span) => [span, latencies])) as Record<
      LatencySpan,
      typeof latencies
    >,
  )
  .describe("from when a reading was due, however late the publisher made it (coordinated omission)");

const throughput = z
  .object({
    ...(Object.fromEntries(flowStages.map((stage) => [stage, z.number().nonnegative()])) as Record<
      FlowStage,
      z.ZodNumber
    >),
    untilDrained: z
      .number()
      .nonnegative()
      .describe("all readings consumed, by the time from the first one made to the last arrival"),
  })
  .describe("readings per second at each stage, over the load without its warm-up");

/** Counts and latencies of one second. */
const second = z.object({
  atMs: z.int().describe("its beginning, after the load began; negative during the warm-up"),
  made: count,
  acknowledged: count,
  inKafka: count,
  consumed: count,
  backlog: z.int().describe("acknowledged by the broker and not consumed, at its end"),
  p50: ms.nullable().describe("end to end, of the readings that arrived in it"),
  p99: ms.nullable(),
  max: ms.nullable(),
});

const fault = z
  .object({
    name: z.string(),
    injectedMs: z.number(),
    healedMs: z.number().describe("beginning of its healing"),
    usableMs: z
      .number()
      .nullable()
      .describe("end of its healing: a part that was started is usable; null: not before the end of the run"),
  })
  .nullable();

/** Usage of a part; `null` if it is unknown in this runtime. */
const usage = z
  .object({
    cpuSeconds: z
      .number()
      .nonnegative()
      .describe("user and system time, from the beginning of the load to the end of the drain"),
    peakMiB: z.number().nonnegative().describe("peak resident memory since the part was started"),
    isOfWhole: z
      .boolean()
      .describe("false: the part was started again meanwhile, and counts from there only"),
  })
  .nullable();

/** Performance of the tester itself. */
const tester = z
  .object({
    publisherDelayMs: delays.nullable().describe("event-loop delay of the publisher, which makes the load"),
    testerDelayMs: delays.describe("event-loop delay of the measuring process"),
    madeLate: count.describe(`readings that were made more than ${lateMadeMs} ms after they were due`),
    latestMs: ms.describe("largest delay between due and made"),
    publisherPercent: percent.nullable().describe("processor time of the publisher, of one core"),
    machinePercent: percent.describe("processor time of the whole machine, of all cores"),
  })
  .describe("performance of the tester itself");

/** Report of a load run: its `report.json`. Times are milliseconds after the load began, unless said otherwise. */
export const loadReport = z.object({
  version: z.literal(loadReportVersion),
  startedAt: z.iso.datetime(),
  incomplete: z
    .string()
    .nullable()
    .describe("why the run did not come to its end; it has its measurements until then, and no verdict"),
  load: conditions,
  environment,
  counts: counts.describe("as in a drill; of the whole run, with its warm-up"),
  lostAt,
  largestDisplacement: count,
  anomalies,
  imbalances: z.array(z.string()).describe("sums that do not hold; the verdict is then without ground"),
  latencyMs,
  throughput,
  seconds: z.array(second),
  fault,
  drain: drain.nullable().describe("null: the run did not come to it"),
  usage: z.object(
    Object.fromEntries(partNames.map((part) => [part, usage])) as Record<
      (typeof partNames)[number],
      typeof usage
    >,
  ),
  tester,
  bottleneck: z
    .array(z.string())
    .describe("why the tester may have been the bottleneck; empty: no sign of it"),
  budget: z.record(z.string(), count),
  outside,
});

/** Report of a load run. */
export type LoadReport = z.infer<typeof loadReport>;
