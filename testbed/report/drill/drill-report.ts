import { z } from "zod";
import { traceCarriers } from "../../../services/shared/reading/trace.ts";
import { partNames } from "../../../services/shared/topology.ts";
import { catalogue } from "../../faults/catalogue.ts";
import { taps } from "../../ledger/tap.ts";
import { type DeviceWord, deviceWords } from "../../ledger/verdict/counted-words.ts";
import { filteredEvidence } from "../../ledger/verdict/verdict.ts";
import { evidenceKinds } from "../../pipeline/consumer/consumer-evidence.ts";
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
import { faultFields } from "./fault-fields.ts";

/** Version of the format. Increases if a field is removed or changes its meaning. */
export const drillReportVersion = 3;

const part = z.enum(partNames);
const gap = z
  .object({ fromMs: z.number().nullable(), toMs: z.number().nullable() })
  .describe("null: from the beginning, or to the end");

/** Pipeline under test, its load and its fault. */
const conditions = z.object({
  runtime: z.enum(["local", "compose"]),
  secure: z
    .boolean()
    .describe(
      "whether every door was shut. The proxy then ends TLS on mqtt-bridge and begins it anew with the connector's certificate",
    ),
  bridge: z.string().describe("bridge under test"),
  consumer: z.string().nullable().describe("consumer under test; null: the project's own"),
  trace: z.enum(traceCarriers).describe("carrier of run and seq"),
  ...faultFields(catalogue),
  down: part.nullable().describe("part that was killed before the fault and started again after it"),
  ratePerSecond: z.number().positive(),
  devices: count,
  forMs: ms,
  outageMs: ms,
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  toggleEveryMs: ms.nullable(),
  lateAfterMs: ms,
  seed: count,
});

/** Counts per device. */
const devices = z
  .array(
    z.object({
      device: z.string(),
      counts: z.object(
        Object.fromEntries(deviceWords.map((word) => [word, count])) as Record<DeviceWord, typeof count>,
      ),
      lostAt,
    }),
  )
  .describe("counts per device");

/** Evidence for the verdict. */
const evidence = z.object({
  taps: z.array(z.enum(taps)).describe("taps that observed the run"),
  filtered: z
    .enum(filteredEvidence)
    .describe(
      "at least: the bridge was restarted, and what it had filtered since its count was read is unknown",
    ),
  consumer: z
    .object({
      kind: z
        .enum(evidenceKinds)
        .describe("journal: its own; commits: committed offsets alone; none: neither"),
      handled: count.describe("records that its journal names, repetitions included"),
      unusable: count.describe("lines of its journal that name no record of the topic"),
      firstUnusable: z.string().nullable(),
      cutLines: count.describe("lines that were cut, as by a kill, and a last line without its end"),
    })
    .nullable()
    .describe("evidence of a consumer under test; null: the project's own"),
  gaps: z.record(z.enum(taps), z.array(gap)).describe("periods in which a tap may have missed readings"),
});

/** Recovery after the fault. */
const recovery = z.object({
  ms: ms
    .nullable()
    .describe(
      "from the start of the new process, or from the healing, to the first arrivals of readings made after the fault, one in every partition that had any; null: none was seen",
    ),
  limitMs: ms.nullable().describe("limit of the recovery time; null: none is promised"),
  cleanMs: ms
    .nullable()
    .describe("recovery time after a planned restart of the same part, measured after the verdict"),
  cleanFailed: z
    .string()
    .nullable()
    .describe("reason for which the planned restart could not be measured; null: it was, or none was to be"),
  uncleanStartMs: ms.nullable().describe("duration of the part's start after the fault, until it was usable"),
});

/** Claims of the parts. */
const claims = z.object({
  lyingGreen: z
    .array(z.object({ part, forMs: ms, says: z.string() }))
    .describe("parts that reported to be healthy while readings waited before them and none passed"),
  changes: z.record(part, z.array(z.object({ atMs: z.number(), healthy: z.boolean(), says: z.string() }))),
  brokerDropped: count.describe("$SYS/broker/publish/messages/dropped"),
  brokerQueuedMost: count.describe("$SYS/broker/store/messages/count"),
  consumerLagMost: count,
});

/** Schema of a drill's `report.json`. Times are milliseconds since the start of the load, unless stated otherwise. */
export const drillReport = z.object({
  version: z.literal(drillReportVersion),
  startedAt: z.iso.datetime(),
  ...judgement,
  drill: conditions,
  environment,
  counts,
  devices,
  lostAt: lostAt.describe("lost readings by hop, as far as there is evidence"),
  lostDeadLettered: count.describe("lost readings that are in the dead-letter topic"),
  lostTime: z
    .object({ firstMadeMs: z.number(), lastMadeMs: z.number() })
    .nullable()
    .describe("times at which the first and the last lost reading were made"),
  largestDisplacement: count.describe(
    "largest distance of a reordered reading from the highest seq before it",
  ),
  uncheckedBytes: count.describe("duplicates that arrived too late for a comparison of their bytes"),
  uncheckedStatuses: count.describe("consumed readings of inactive periods whose status no tap observed"),
  unjudgedDeactivations: count.describe("deactivations that a kill of the publisher interrupted"),
  anomalies,
  evidence,
  independentReading,
  fault: z.object({ injectedMs: z.number(), healedMs: z.number(), effect }).nullable(),
  recovery,
  bridgeEnded: z
    .object({ atMs: z.number(), reason: z.string() })
    .nullable()
    .describe(
      "end of the bridge under test by itself; it is not restarted, except by the fault; null: it did not end",
    ),
  consumerEnded: z
    .object({ atMs: z.number(), reason: z.string() })
    .nullable()
    .describe("end of the consumer under test by itself; as bridgeEnded"),
  longestSilenceMs: ms.describe("longest time without a new reading at the consumer"),
  drain,
  atRisk: z
    .object({ readings: count, autosaveMs: ms })
    .nullable()
    .describe(
      "readings that a killed Mosquitto had acknowledged since its last save and not delivered; null: not killed",
    ),
  claims,
  budget: z.record(z.string(), count),
});

/** Report of a drill. */
export type DrillReport = z.infer<typeof drillReport>;
