import { readFile } from "node:fs/promises";
import { type Fact, parseJournal } from "../../services/shared/journal.ts";
import { judge, type Verdict } from "../../testbed/ledger/verdict.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { WaitedInVain, waitFor } from "../../testbed/wait-for.ts";

const drainTimeoutMs = 60_000;

/**
 * Judges from the journals what became of the readings. Waits until everything that is acknowledged now has been
 * consumed; what of it has not arrived after a minute is lost. (The pipeline goes on meanwhile: of what is
 * acknowledged later, none is called lost.)
 */
export async function judgePipeline(pipeline: Pipeline): Promise<Verdict> {
  if (pipeline.journals === undefined) throw new Error("the pipeline writes no journals");
  const { publisher, consumer } = pipeline.journals;
  const untilNow = await factsIn(publisher);
  const lostOfIt = async () => judge(untilNow, await factsIn(consumer)).lost;
  try {
    await waitFor(
      { description: "the pipeline to drain", timeoutMs: drainTimeoutMs, intervalMs: 250 },
      async () => (await lostOfIt()).length === 0 || undefined,
    );
  } catch (error) {
    if (!(error instanceof WaitedInVain)) throw error;
  }
  const consumed = await factsIn(consumer);
  // Read after the consumer's, so that it holds everything that the consumer can have got.
  const verdict = judge(await factsIn(publisher), consumed);
  return { ...verdict, lost: judge(untilNow, consumed).lost };
}

async function factsIn(journal: string): Promise<Fact[]> {
  return parseJournal(await readFile(journal, "utf8"));
}
