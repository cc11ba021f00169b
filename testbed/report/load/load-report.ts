import { z } from "zod";
import { loadProfiles } from "../../../services/publisher/fleet/load-profile.ts";
import { traceCarriers } from "../../../services/shared/reading/trace.ts";
import { partNames } from "../../../services/shared/topology.ts";
import { lateMadeMs } from "../../load/late-made-ms.ts";
import { type LatencySpan, latencySpans } from "../../load/latencies.ts";
import { type FlowStage, flowStages } from "../../load/timeline.ts";
import { anomalies, counts, drain, environment, lostAt, outside } from "../drill/drill-report.ts";

/** The version of the report's format. It rises when a field changes its meaning or goes away. */
export const loadReportVersion = 2;

const count = z.int().nonnegative();
const ms = z.number().nonnegative();

/** Latencies of one span; `null` where nothing was timed. */
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

/** What one second had. */
const second = z.object({
  atMs: z.int().describe("its beginning, after the load began; negative while it warmed up"),
  made: count,
  acknowledged: count,
  inKafka: count,
  consumed: count,
  backlog: z.int().describe("acknowledged by the broker, and not consumed, at its end"),
  p50: ms.nullable().describe("end to end, of what arrived in it"),
  p99: ms.nullable(),
  max: ms.nullable(),
});

/** What a part used; `null`: not known on this runtime. */
const usage = z
  .object({
    cpuSeconds: z
      .number()
      .nonnegative()
      .describe("user and system time, from the load's beginning to the end of the drain"),
    peakMiB: z.number().nonnegative().describe("the most resident memory, since the part was started"),
    isOfWhole: z
      .boolean()
      .describe("false: the part was started again meanwhile, and counts from there only"),
  })
  .nullable();

/** The share of a loop's time, in percent. */
const percent = z.number().nonnegative();

/** What a load run measured: its `report.json`. Times are milliseconds after the load began, unless said otherwise. */
export const loadReport = z.object({
  version: z.literal(loadReportVersion),
  startedAt: z.iso.datetime(),
  incomplete: z
    .string()
    .nullable()
    .describe(
      "why the run did not come to its end; what was measured by then stands here, and there is no verdict",
    ),
  load: z.object({
    runtime: z.enum(["local", "compose"]),
    bridge: z.string().describe("what carried the readings from MQTT to Kafka"),
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
  }),
  environment,
  counts: counts.describe("as in a drill; of the whole run, the time of warming up included"),
  lostAt,
  largestDisplacement: count,
  anomalies,
  imbalances: z.array(z.string()).describe("sums that do not hold; then the verdict has no ground"),
  latencyMs: z
    .object(
      Object.fromEntries(latencySpans.map((span) => [span, latencies])) as Record<
        LatencySpan,
        typeof latencies
      >,
    )
    .describe("from when a reading was due, however late the publisher made it (coordinated omission)"),
  throughput: z
    .object({
      ...(Object.fromEntries(flowStages.map((stage) => [stage, z.number().nonnegative()])) as Record<
        FlowStage,
        z.ZodNumber
      >),
      untilDrained: z
        .number()
        .nonnegative()
        .describe("all that was consumed, by the time from the first that was made to the last that arrived"),
    })
    .describe("readings per second at each stage, over the load without its warm-up"),
  seconds: z.array(second),
  fault: z
    .object({
      name: z.string(),
      injectedMs: z.number(),
      healedMs: z.number().describe("when its healing began"),
      usableMs: z
        .number()
        .nullable()
        .describe("when its healing was done, and a part that was started usable; null: not before the end"),
    })
    .nullable(),
  drain: drain.nullable().describe("null: the run did not come to it"),
  usage: z.object(
    Object.fromEntries(partNames.map((part) => [part, usage])) as Record<
      (typeof partNames)[number],
      typeof usage
    >,
  ),
  tester: z
    .object({
      publisherDelayMs: z
        .object({ p50: ms, p99: ms, max: ms })
        .nullable()
        .describe("event-loop delay of the publisher, which makes the load"),
      testerDelayMs: z
        .object({ p50: ms, p99: ms, max: ms })
        .describe("event-loop delay of the process that measures"),
      madeLate: count.describe(`readings that were made more than ${lateMadeMs} ms after they were due`),
      latestMs: ms.describe("how late the latest was made"),
      publisherPercent: percent.nullable().describe("processor time of the publisher, of one core"),
      machinePercent: percent.describe("processor time of the whole machine, of all cores"),
    })
    .describe("how the tester itself was"),
  bottleneck: z
    .array(z.string())
    .describe("why the tester may have been the bottleneck; empty: nothing says so"),
  budget: z.record(z.string(), count),
  outside,
});

/** What a load run measured. */
export type LoadReport = z.infer<typeof loadReport>;
