import { z } from "zod";
import { loadProfiles } from "../../../services/publisher/fleet/load-profile.ts";
import { traceCarriers } from "../../../services/shared/reading/trace.ts";
import { partNames } from "../../../services/shared/topology.ts";
import { lateMadeMs } from "../../load/late-made-ms.ts";
import { type LatencySpan, latencySpans } from "../../load/latencies.ts";
import { type FlowStage, flowStages } from "../../load/timeline.ts";
import { paceGraceMs } from "../../run/judgement/pace.ts";
import {
  anomalies,
  count,
  counts,
  drain,
  effect,
  environment,
  independentReading,
  judgement,
  lostAt,
  ms,
} from "../fields/report-fields.ts";

/** Version of the format. Increases if a field is removed or changes its meaning. */
export const loadReportVersion = 3;

const percent = z.number().nonnegative();
const delays = z.object({ p50: ms, p99: ms, max: ms });

/** Pipeline under test, and its load. */
const conditions = z.object({
  runtime: z.enum(["local", "compose"]),
  secure: z
    .boolean()
    .describe(
      "whether every door was shut. The proxy then ends TLS on mqtt-bridge and begins it anew with the connector's certificate",
    ),
  bridge: z.string().describe("bridge between MQTT and Kafka"),
  trace: z.enum(traceCarriers),
  devices: count,
  ratePerSecond: z.number().positive().nullable().describe("null: as fast as the broker takes them"),
  warmUpMs: ms.describe("before the start of the load: part of the counts, not of latencies and throughput"),
  forMs: ms,
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  connections: count.describe("MQTT connections that the devices share"),
  profile: z.enum(loadProfiles),
  lateAfterMs: ms,
  seed: count,
});

const pace = z
  .object({
    due: count.describe("readings due by the end of the load, warm-up included"),
    madeInTime: count.describe(`of these, made by ${paceGraceMs / 1_000} s after the end of the load`),
    held: z.boolean().describe("whether at least 99 % were made in time; otherwise the run fails"),
  })
  .nullable()
  .describe("whether the publisher made the readings at the rate asked for; null: no rate, or not completed");

/** Latencies of one span; `null` if nothing was measured. */
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
  .describe(
    "from the time at which a reading was due, even if the publisher made it later (coordinated omission)",
  );

const throughput = z
  .object({
    ...(Object.fromEntries(flowStages.map((stage) => [stage, z.number().nonnegative()])) as Record<
      FlowStage,
      z.ZodNumber
    >),
    untilDrained: z
      .number()
      .nonnegative()
      .describe("readings consumed, divided by the time from the end of the warm-up to the last arrival"),
  })
  .describe("readings per second at each stage, over the load without the warm-up");

/** Counts and latencies of one second. */
const second = z.object({
  atMs: z
    .int()
    .describe("start of the second, relative to the start of the load; negative during the warm-up"),
  made: count,
  acknowledged: count,
  inKafka: count,
  consumed: count,
  backlog: z
    .int()
    .describe(
      "readings acknowledged by the broker (at QoS 0: made) and not yet consumed at the end of the second",
    ),
  p50: ms.nullable().describe("end-to-end latency of the arrivals of this second; null: no arrivals"),
  p99: ms.nullable(),
  max: ms.nullable(),
});

const fault = z
  .object({
    name: z.string(),
    injectedMs: z.number(),
    healedMs: z.number().describe("start of the healing"),
    effect,
    usableMs: z
      .number()
      .nullable()
      .describe(
        "end of the healing, with a restarted part usable; null: not reached before the end of the run",
      ),
  })
  .nullable();

/** Resources used by a part; `null` if unknown in this runtime. */
const usage = z
  .object({
    cpuSeconds: z
      .number()
      .nonnegative()
      .describe("user and system time, from the start of the load to the end of the drain"),
    peakMiB: z.number().nonnegative().describe("peak resident memory since the start of the part"),
    isOfWhole: z
      .boolean()
      .describe("false: the part was restarted, and the figures count from its latest start"),
  })
  .nullable();

/** Health of the tester itself. */
const tester = z
  .object({
    publisherDelayMs: delays
      .nullable()
      .describe("event-loop delay of the publisher, which generates the load"),
    testerDelayMs: delays.describe("event-loop delay of the measuring process"),
    madeLate: count.describe(`readings made more than ${lateMadeMs} ms after they were due`),
    latestMs: ms.describe("largest delay between due and made"),
    untimed: count.describe("readings without latencies: more than two million were on their way at once"),
    publisherPercent: percent.nullable().describe("CPU usage of the publisher, in percent of one core"),
    machinePercent: percent.describe("CPU usage of the whole machine, in percent of all cores"),
  })
  .describe("health of the tester itself");

/** Schema of a load run's `report.json`. Times are milliseconds since the start of the load, unless stated otherwise. */
export const loadReport = z.object({
  version: z.literal(loadReportVersion),
  startedAt: z.iso.datetime(),
  ...judgement,
  load: conditions,
  pace,
  environment,
  counts: counts.describe("as in a drill; of the whole run, warm-up included"),
  lostAt,
  largestDisplacement: count,
  anomalies,
  independentReading,
  latencyMs,
  throughput,
  seconds: z.array(second),
  fault,
  recovery: z
    .object({
      ms: ms
        .nullable()
        .describe(
          "from the start of the new process, or from the healing, to the recovery; null: none was seen",
        ),
      limitMs: ms.nullable().describe("limit of the recovery time; null: none is promised"),
    })
    .nullable()
    .describe("recovery from the fault; null: no fault"),
  drain: drain.nullable().describe("null: not reached"),
  usage: z.object(
    Object.fromEntries(partNames.map((part) => [part, usage])) as Record<
      (typeof partNames)[number],
      typeof usage
    >,
  ),
  tester,
  bottleneck: z
    .array(z.string())
    .describe("reasons to suspect the tester of being the bottleneck; empty: none"),
  budget: z.record(z.string(), count),
});

/** Report of a load run. */
export type LoadReport = z.infer<typeof loadReport>;
