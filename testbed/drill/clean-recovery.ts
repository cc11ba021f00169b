import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type Part } from "../pipeline/part.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { ArrivalTimes } from "../run/observe/arrival-times.ts";
import { Progress } from "../run/observe/progress.ts";
import { type LoadSource } from "../run/source/load-source.ts";
import { JournalTap } from "../taps/journal-tap.ts";
import { waitFor } from "../wait-for.ts";

const timeoutMs = 120_000;

/**
 * Stops a part under load and starts it again, for comparison with its recovery from a fault. Returns the milliseconds from
 * the start of the new process to the first new reading. To be called after the verdict: a stop may repeat readings, too.
 * @throws {TimeoutError} when no new reading arrives within two minutes
 */
export async function cleanRecoveryMs(
  pipeline: Pipeline,
  part: Part,
  source: Pick<LoadSource, "begin">,
  outageMs: number,
  signal: AbortSignal,
): Promise<number> {
  const progress = new Progress();
  const arrivals = new ArrivalTimes();
  if (pipeline.journals === undefined) throw new Error("the pipeline writes no journals");
  await using _tap = new JournalTap(pipeline.journals.consumer, "consumer", (fact) => {
    if (progress.add(fact) !== undefined && fact.fact === "consumed") arrivals.add(fact.at);
  });
  const newReading = () =>
    waitFor({ description: "a new reading", timeoutMs, signal }, () => arrivals.firstAwaitedAt);

  arrivals.awaitFrom(monotonicMicros());
  await source.begin(signal);
  await newReading();
  await part.stop();
  await delay(outageMs, undefined, { signal });
  arrivals.awaitFrom(monotonicMicros());
  await part.start();
  return ((await newReading()) - part.startTimes.startedAt) / 1_000;
}
