import { z } from "zod";
import {
  type AnomalyWord,
  anomalyWords,
  type CountWord,
  countWords,
  meanings,
} from "../../ledger/verdict/counted-words.ts";
import { hops } from "../../ledger/verdict/hop.ts";
import { freeReasons, freeWords } from "../../run/judgement/free-readings.ts";
import { outcomes } from "../../run/judgement/outcome.ts";

/** Maximum number of readings listed for each kind of anomaly; the counts are always exact. */
export const maxNamed = 100_000;

/** A count. */
export const count = z.int().nonnegative();

/** A duration in milliseconds. */
export const ms = z.number().nonnegative();

const reading = z.object({ device: z.string(), run: z.string(), seq: count });
const freeable = reading.extend({
  free: z.enum(freeReasons).nullable().describe("reason for which it is in no budget; null: it is in it"),
});
const undelivered = freeable.extend({
  madeMs: z.number().nullable().describe("null: there is no record"),
});

/** Count for each hop. */
export const lostAt = z.object(
  Object.fromEntries(hops.map((hop) => [hop, count])) as Record<(typeof hops)[number], typeof count>,
);

/** Machine and versions of the programs. */
export const environment = z.object({
  cpus: count,
  memoryGiB: z.number(),
  os: z.string(),
  node: z.string(),
  mosquitto: z.string().nullable(),
  kafka: z.string().nullable(),
});

/** Machine and versions of the programs. */
export type Environment = z.infer<typeof environment>;

/** Count for each counted word. */
export const counts = z.object(
  Object.fromEntries(countWords.map((word) => [word, count.describe(meanings[word])])) as Record<
    CountWord,
    typeof count
  >,
);

/** Readings with an anomaly. */
export const anomalies = z
  .object({
    ...(Object.fromEntries(anomalyWords.map((word) => [word, z.array(reading)])) as Record<
      AnomalyWord,
      z.ZodArray<typeof reading>
    >),
    unsent: z.array(undelivered),
    unconfirmed: z.array(undelivered),
    missingFinal: z.array(freeable),
    lost: z.array(reading.extend({ hop: z.enum(hops), deadLettered: z.boolean() })),
    doubleFinal: z.array(reading.extend({ finals: z.array(count) })),
  })
  .describe(`readings with an anomaly, at most ${maxNamed} of each kind`);

/** Readings with an anomaly. */
export type NamedAnomalies = z.infer<typeof anomalies>;

/** Drain of the pipeline after the load. */
export const drain = z.object({
  ended: z.enum(["nothing outstanding", "quiet"]),
  ms,
  outstanding: z.int(),
  quietMs: ms.describe("time without a new arrival that ends the drain"),
});

/** Second reading of the Kafka log, with another client than tap and consumer have. */
export const independentReading = z
  .object({
    found: count.describe("different readings that it found, in the topic and in the dead-letter topic"),
    onlyIndependentReader: count.describe("of these, readings that the Kafka tap (kafkajs) missed"),
    notFound: count.describe("readings that the Kafka tap or the consumer read and that it did not find"),
    hasHoles: z.boolean().describe("whether records have been removed from the log, by its offsets"),
    failure: z.string().nullable().describe("reason for which the log was not read to its end; null: it was"),
  })
  .nullable()
  .describe("second reading of the Kafka log, with another client than kafkajs; null: nothing was missing");

/** See {@link independentReading}. */
export type IndependentReadingField = z.infer<typeof independentReading>;

const sentences = z.array(z.string());

/** Traffic that the fault of a run met. */
export const effect = z
  .string()
  .nullable()
  .describe("what the fault met, counted by its link; null: only the readings tell, or it was not healed");

/** Outcome of a run with its grounds. */
export const judgement = {
  outcome: z.enum(outcomes),
  contradictions: sentences.describe(
    "invariants of the verdict that this report violates: a fault of the checker, nothing in the report is certain",
  ),
  incomplete: z
    .string()
    .nullable()
    .describe("reason if the run ended early: the report has what was measured until then; null: completed"),
  noVerdict: sentences.describe("evidence that is missing for a verdict"),
  notCarriedOut: sentences.describe("reasons for which the run tested nothing"),
  outside: z
    .array(
      z.object({
        word: z.string(),
        count: z.number().nonnegative().nullable().describe("of recovery in ms; null: there was none"),
        allowed: z.number().nonnegative().nullable().describe("null: a recovery without a limit"),
      }),
    )
    .describe("counts outside their budget, and the recovery if it is outside its limit"),
  free: z
    .array(z.object({ word: z.enum(freeWords), reason: z.enum(freeReasons), count }))
    .describe("readings that are counted, and in no budget"),
  unchecked: sentences.describe("parts of the verdict that could not be checked"),
};

/** See {@link judgement}. */
export type JudgementFields = z.infer<z.ZodObject<typeof judgement>>;
