import { z } from "zod";
import {
  type AnomalyWord,
  anomalyWords,
  type CountWord,
  countWords,
  meanings,
} from "../../ledger/verdict/counted-words.ts";
import { hops } from "../../ledger/verdict/hop.ts";

/** Most anomalies of each word that a report names. Their counts are exact in any case. */
export const mostNamed = 100_000;

/** A number of things. */
export const count = z.int().nonnegative();

/** A duration in milliseconds. */
export const ms = z.number().nonnegative();

const reading = z.object({ device: z.string(), run: z.string(), seq: count });

/** A number for every hop. */
export const lostAt = z.object(
  Object.fromEntries(hops.map((hop) => [hop, count])) as Record<(typeof hops)[number], typeof count>,
);

/** The machine, and the versions of the programs. */
export const environment = z.object({
  cpus: count,
  memoryGiB: z.number(),
  os: z.string(),
  node: z.string(),
  mosquitto: z.string().nullable(),
  kafka: z.string().nullable(),
});

/** The machine, and the versions of the programs. */
export type Environment = z.infer<typeof environment>;

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

/** Every anomaly by name. */
export type NamedAnomalies = z.infer<typeof anomalies>;

/** The end of a run, in which the pipeline runs empty. */
export const drain = z.object({
  ended: z.enum(["nothing outstanding", "quiet"]),
  ms,
  outstanding: z.int(),
  quietMs: ms.describe("time without a new arrival that ends the drain"),
});

/** Counts outside their budget. */
export const outside = z.array(z.object({ word: z.string(), count, allowed: count }));
