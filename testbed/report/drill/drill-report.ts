import { z } from "zod";
import { traceCarriers } from "../../../services/shared/reading/trace.ts";
import { partNames } from "../../../services/shared/topology.ts";
import { catalogue } from "../../faults/catalogue.ts";
import { taps } from "../../ledger/tap.ts";
import {
  type AnomalyWord,
  anomalyWords,
  type CountWord,
  countWords,
  type DeviceWord,
  deviceWords,
  meanings,
} from "../../ledger/verdict/counted-words.ts";
import { hops } from "../../ledger/verdict/hop.ts";
import { faultFields } from "./fault-fields.ts";

/** The version of the report's format. It rises when a field changes its meaning or goes away. */
export const drillReportVersion = 2;

/** So many of each anomaly are named. Their counts are exact in any case. */
export const mostNamed = 100_000;

const count = z.int().nonnegative();
const ms = z.number().nonnegative();
const part = z.enum(partNames);

const reading = z.object({ device: z.string(), run: z.string(), seq: count });
const gap = z
  .object({ fromMs: z.number().nullable(), toMs: z.number().nullable() })
  .describe("null: from the beginning, to the end");

/** A number for every hop. */
export const lostAt = z.object(
  Object.fromEntries(hops.map((hop) => [hop, count])) as Record<(typeof hops)[number], typeof count>,
);

/** The machine and the versions of what ran. */
export const environment = z.object({
  cpus: count,
  memoryGiB: z.number(),
  os: z.string(),
  node: z.string(),
  mosquitto: z.string().nullable(),
  kafka: z.string().nullable(),
});

/** Counts of all words. */
export const counts = z.object(
  Object.fromEntries(countWords.map((word) => [word, count.describe(meanings[word])])) as Record<
    CountWord,
    typeof count
  >,
);

/** Every anomaly by name. */
export const anomalies = z
  .object({
    ...(Object.fromEntries(anomalyWords.map((word) => [word, z.array(reading)])) as Record<
      AnomalyWord,
      z.ZodArray<typeof reading>
    >),
    lost: z.array(reading.extend({ hop: z.enum(hops), deadLettered: z.boolean() })),
    doubleFinal: z.array(reading.extend({ finals: z.array(count) })),
  })
  .describe(`every anomaly by name, at most ${mostNamed} of each word`);

/** How the pipeline ran empty. */
export const drain = z.object({
  ended: z.enum(["nothing outstanding", "quiet"]),
  ms,
  outstanding: z.int(),
  quietMs: ms.describe("so long without a new arrival ends the drain"),
});

/** What is outside the budget. */
export const outside = z.array(z.object({ word: z.string(), count, allowed: count }));

/** What a drill found: `report.json`. Times are milliseconds after the load began, unless said otherwise. */
export const drillReport = z.object({
  version: z.literal(drillReportVersion),
  startedAt: z.iso.datetime(),
  drill: z.object({
    runtime: z.enum(["local", "compose"]),
    bridge: z.string().describe("what was under test in the place of the bridge"),
    trace: z.enum(traceCarriers).describe("where run and seq travelled"),
    ...faultFields(catalogue),
    down: part.nullable().describe("a part that was killed before the fault and started again after it"),
    ratePerSecond: z.number().positive(),
    devices: count,
    forMs: ms,
    outageMs: ms,
    qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
    toggleEveryMs: ms.nullable(),
    lateAfterMs: ms,
    seed: count,
  }),
  environment,
  counts,
  devices: z
    .array(
      z.object({
        device: z.string(),
        counts: z.object(
          Object.fromEntries(deviceWords.map((word) => [word, count])) as Record<DeviceWord, typeof count>,
        ),
        lostAt,
      }),
    )
    .describe("the verdict per device"),
  lostAt: lostAt.describe("how many of the lost readings were lost where; evidence alone decides"),
  lostDeadLettered: count.describe("how many of the lost readings are in the dead-letter topic"),
  lostTime: z
    .object({ firstMadeMs: z.number(), lastMadeMs: z.number() })
    .nullable()
    .describe("when the first and the last lost reading were made"),
  largestDisplacement: count.describe(
    "how far the most reordered reading was behind the highest seq before it",
  ),
  uncheckedBytes: count.describe("duplicates that came too late for their bytes to be compared"),
  uncheckedStatuses: count.describe("consumed readings of inactive periods whose status no tap saw"),
  unjudgedDeactivations: count.describe("deactivations that the end of the publisher cut"),
  anomalies,
  evidence: z.object({
    taps: z.array(z.enum(taps)).describe("the places that were observed"),
    imbalances: z
      .array(z.string())
      .describe("sums that do not hold; then the publisher's journal has holes, and the verdict no ground"),
    gaps: z.record(z.enum(taps), z.array(gap)).describe("times in which a tap may have missed readings"),
  }),
  fault: z.object({ injectedMs: z.number(), healedMs: z.number() }).nullable(),
  recovery: z.object({
    ms: ms
      .nullable()
      .describe("from the start of the new process, or from the healing, to the first new reading"),
    limitMs: ms.nullable().describe("what the project allows itself; null: nothing is promised"),
    cleanMs: ms
      .nullable()
      .describe("the same after a planned restart of the same part, measured after the verdict"),
    uncleanStartMs: ms.nullable().describe("its start after the fault, until it was usable"),
  }),
  bridgeEnded: z
    .object({ atMs: z.number(), reason: z.string() })
    .nullable()
    .describe("the bridge under test ended by itself; only the fault starts it again"),
  longestSilenceMs: ms.describe("the longest time without a new reading at the consumer"),
  drain,
  atRisk: z
    .object({ readings: count, autosaveMs: ms })
    .nullable()
    .describe("a killed Mosquitto: what it had acknowledged since it last saved, and not delivered"),
  claims: z.object({
    lyingGreen: z
      .array(z.object({ part, forMs: ms, says: z.string() }))
      .describe("parts that said that all is well while readings waited before them and none passed"),
    changes: z.record(part, z.array(z.object({ atMs: z.number(), healthy: z.boolean(), says: z.string() }))),
    brokerDropped: count.describe("$SYS/broker/publish/messages/dropped"),
    brokerQueuedMost: count.describe("$SYS/broker/store/messages/count"),
    consumerLagMost: count,
  }),
  budget: z.record(z.string(), count),
  outside,
});

/** What a drill found. */
export type DrillReport = z.infer<typeof drillReport>;
