import { readFile } from "node:fs/promises";
import { type Fact, parseJournal } from "../../services/shared/journal.ts";
import { judge, type Verdict } from "../../testbed/ledger/verdict.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { WaitedInVain, waitFor } from "../../testbed/wait-for.ts";

const drainTimeoutMs = 60_000;

/**
 * Judges from the journals what became of the readings. Waits until everything that is made now has been acknowledged
 * and consumed; what of it has not after a minute, stands in the verdict. (The pipeline goes on meanwhile: what is made
 * later is in no verdict on loss.)
 */
export async function judgePipeline(pipeline: Pipeline): Promise<Verdict> {
  if (pipeline.journals === undefined) throw new Error("the pipeline writes no journals");
  const { publisher, consumer } = pipeline.journals;
  const { made } = judge(await factsIn(publisher), []);
  const untilNow = new Set(made);
  // What a killed publisher had not got acknowledged, nobody will send again.
  const presentRun = made.at(-1)?.split(" ")[1];
  const judgeNow = async (): Promise<Verdict> => {
    const consumed = await factsIn(consumer);
    // Read after the consumer's, so that it holds everything that the consumer can have got.
    const verdict = judge(await factsIn(publisher), consumed);
    return {
      ...verdict,
      lost: verdict.lost.filter((name) => untilNow.has(name)),
      unacknowledged: verdict.unacknowledged.filter(
        (name) => untilNow.has(name) && name.split(" ")[1] === presentRun,
      ),
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
    if (error instanceof WaitedInVain) return await judgeNow();
    throw error;
  }
}

async function factsIn(journal: string): Promise<Fact[]> {
  return parseJournal(await readFile(journal, "utf8"));
}
