import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type DeadLetteredFact, type WrittenFact } from "../../ledger/fact.ts";
import { type Ledger } from "../../ledger/ledger.ts";
import { LogComparer, type LogComparison } from "../../ledger/log-comparison.ts";
import { type KafkaTap, type KafkaTapOptions } from "../kafka-tap.ts";
import { type LogRecord } from "./log-record.ts";
import { readingInRecord } from "./reading-in-record.ts";

/** Result of reading the Kafka log once more, with another client than the tap and the consumer have. */
export interface IndependentReading extends LogComparison {
  /** Whether the log lacks records that it had: removed by retention or compaction, or with a topic that was deleted. */
  readonly hasHoles: boolean;
  /** Reason for which the log was not read to its end; `undefined` if it was. What was found until then counts. */
  readonly failure: string | undefined;
}

/** Options of {@link endWithIndependentReading}. */
export interface IndependentReadingOptions {
  readonly kafka: KafkaTapOptions;
  /** The run that is judged, if others write to the same topics. */
  readonly run?: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A statement `import` of it, of a type as well, would load the client at once. */
type ReadLog = typeof import("./independent-log-reader.ts")["readLog"];

/** Loads the client of other authors when it is needed: that takes longer than all the rest of the command line. */
const readLogWhenNeeded: ReadLog = async (...reading) => {
  const reader = await import("./independent-log-reader.ts");
  return await reader.readLog(...reading);
};

/**
 * Ends the evidence from Kafka, after all other facts: if readings are missing, reads the log once more, with a client of
 * other authors, and adds what the tap missed to the ledger. A fault that tap and consumer share, both on kafkajs, would
 * otherwise look like a loss before Kafka. A gap of the tap stays only if that reading does not fill it.
 */
export async function endWithIndependentReading(
  ledger: Ledger,
  tap: Pick<KafkaTap, "hasGap" | "isRecreated">,
  options: IndependentReadingOptions,
  read = readLogWhenNeeded,
): Promise<IndependentReading | undefined> {
  const { isRecreated } = tap;
  const reading =
    ledger.unexplained > 0 ? await readIndependently(ledger, options, isRecreated, read) : undefined;
  const isWhole = reading !== undefined && reading.failure === undefined && !reading.hasHoles;
  if (tap.hasGap && !isWhole) {
    ledger.add({ tap: "kafka", fact: "gap", from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
  }
  return reading;
}

async function readIndependently(
  ledger: Ledger,
  { kafka, run, timeoutMs, signal }: IndependentReadingOptions,
  isRecreated: boolean,
  read: ReadLog,
): Promise<IndependentReading> {
  const { brokers, topic, deadLetterTopic, startOffsets, access } = kafka;
  const comparer = new LogComparer(ledger);
  const ended = new AbortController();
  const timer = setTimeout(
    () => ended.abort(new Error(`the log was not read to its end within ${timeoutMs / 1_000} s`)),
    timeoutMs,
  );
  try {
    const extent = await read(
      {
        brokers,
        security: access?.security,
        topics: [topic, ...(deadLetterTopic === undefined ? [] : [deadLetterTopic])],
        ...(startOffsets && !isRecreated && { startOffsets }),
      },
      (record) => {
        const fact = factOf(record, kafka);
        if (fact !== undefined && (run === undefined || fact.run === run)) comparer.add(fact);
      },
      AbortSignal.any([signal, ended.signal]),
    );
    return { ...comparer.result, hasHoles: extent.hasHoles || isRecreated, failure: undefined };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    // A reading that was not found may be in the part that was not read.
    return { ...comparer.result, notFound: 0, hasHoles: false, failure };
  } finally {
    clearTimeout(timer);
  }
}

function factOf(
  record: LogRecord,
  { deadLetterTopic, traceCarrier }: KafkaTapOptions,
): WrittenFact | DeadLetteredFact | undefined {
  const reading = readingInRecord(record, traceCarrier);
  if (reading === undefined) return undefined;
  const { status, ...named } = { at: monotonicMicros(), ...reading };
  return record.topic === deadLetterTopic
    ? { tap: "kafka", fact: "dead-lettered", ...named }
    : { tap: "kafka", fact: "written", ...named, status };
}
