import { readFile } from "node:fs/promises";
import { type Fact, isReadingFact, type ReadingFact } from "../../../services/shared/journal/fact.ts";
import { parseJournal } from "../../../services/shared/journal/parse-journal.ts";
import { nameOf } from "../../../services/shared/reading/reading-id.ts";
import { Ledger } from "../../../testbed/ledger/ledger.ts";
import { type Counts } from "../../../testbed/ledger/verdict/counted-words.ts";
import { type Anomalies } from "../../../testbed/ledger/verdict/verdict.ts";
import { type Pipeline } from "../../../testbed/pipeline/pipeline.ts";
import { fromJournal } from "../../../testbed/taps/from-journal.ts";
import { TimeoutError, waitFor } from "../../../testbed/wait-for.ts";

const drainTimeoutMs = 60_000;
const nothingIsLateMs = 3_600_000;

/** Verdict on the readings of a pipeline that keeps running. */
export interface PipelineVerdict extends Omit<Anomalies, "unconfirmed"> {
  readonly counts: Counts;
  /** Readings of the present publisher, made before the call, neither acknowledged nor dropped. */
  readonly unacknowledged: readonly string[];
}

/**
 * Judges the readings from the journals. Waits, at most a minute, until all readings made before the call are acknowledged
 * and consumed; the verdict lists those that are not. Readings made later are not judged for loss.
 */
export async function judgePipeline(pipeline: Pipeline): Promise<PipelineVerdict> {
  if (pipeline.journals === undefined) throw new Error("the pipeline writes no journals");
  const { publisher, consumer } = pipeline.journals;
  const madeUntilNow = readings(await factsIn(publisher), "made");
  const untilNow = new Set(madeUntilNow.map(nameOf));
  // Unacknowledged readings of a killed publisher are not sent again.
  const presentRun = madeUntilNow.at(-1)?.run;
  const judgeNow = async (): Promise<PipelineVerdict> => {
    const consumed = await factsIn(consumer);
    // Read after the consumer's journal, to include every reading that the consumer can have received.
    const published = await factsIn(publisher);
    const ledger = new Ledger({ lateAfterMs: nothingIsLateMs, taps: [] });
    for (const fact of [...published, ...consumed]) if (fact.fact !== "gap") ledger.add(fromJournal(fact));
    const { anomalies, counts } = ledger.verdict();
    const settled = new Set(readings(published, "acknowledged", "dropped").map(nameOf));
    const ofPresentRun = madeUntilNow.filter(({ run }) => run === presentRun).map(nameOf);
    return {
      ...anomalies,
      counts,
      lost: anomalies.lost.filter((reading) => untilNow.has(nameOf(reading))),
      unacknowledged: ofPresentRun.filter((name) => !settled.has(name)),
    };
  };
  try {
    return await waitFor(
      { description: "the pipeline to drain", timeoutMs: drainTimeoutMs, intervalMs: 250 },
      async () => {
        const verdict = await judgeNow();
        return verdict.lost.length + verdict.unacknowledged.length === 0 ? verdict : undefined;
      },
    );
  } catch (error) {
    if (error instanceof TimeoutError) return await judgeNow();
    throw error;
  }
}

async function factsIn(journal: string): Promise<Fact[]> {
  return parseJournal(await readFile(journal, "utf8"));
}

function readings(facts: readonly Fact[], ...kinds: readonly ReadingFact["fact"][]): ReadingFact[] {
  return facts.filter(isReadingFact).filter(({ fact }) => kinds.includes(fact));
}
