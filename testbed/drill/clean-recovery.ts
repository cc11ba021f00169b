import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../services/shared/journal/journal.ts";
import { type LedgerFact } from "../ledger/fact.ts";
import { type Part, PartFailedError } from "../pipeline/part.ts";
import { type Pipeline } from "../pipeline/pipeline.ts";
import { FlowWatch } from "../run/observe/flow-watch.ts";
import { Progress } from "../run/observe/progress.ts";
import { recoveryMsOf } from "../run/observe/recovery-ms.ts";
import { type LoadSource } from "../run/source/load-source.ts";
import { JournalTap } from "../taps/journal-tap.ts";
import { TimeoutError, waitFor } from "../wait-for.ts";

const timeoutMs = 120_000;

/** Recovery time after a planned restart, in milliseconds, or the reason for which there is none. */
export type PlannedRestart = { readonly ms: number } | { readonly failed: string };

/**
 * Returns the result of a planned restart. That the part does not start, or nothing comes after it, is a result: it must not cost
 * the verdict on what was before.
 * @throws other errors, and the signal's reason when it is aborted
 */
export async function plannedRestart(
  measure: () => Promise<number>,
  signal: AbortSignal,
): Promise<PlannedRestart> {
  try {
    return { ms: await measure() };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TimeoutError || error instanceof PartFailedError)) throw error;
    return { failed: error.message.split("\n", 1)[0] ?? "" };
  }
}

/**
 * Stops a part under load and starts it again, for comparison with its recovery from a fault. Returns the milliseconds from
 * the start of the new process to the recovery, see {@link Recovery}. To be called after the verdict: a stop may repeat readings, too.
 * @throws {TimeoutError} when no new reading arrives within two minutes
 */
export async function cleanRecoveryMs(
  pipeline: Pipeline,
  part: Part,
  source: Pick<LoadSource, "begin">,
  { outageMs, qos }: { readonly outageMs: number; readonly qos: 0 | 1 | 2 },
  signal: AbortSignal,
): Promise<number> {
  const progress = new Progress();
  const flow = new FlowWatch({ holdsUpMs: Number.POSITIVE_INFINITY, qos });
  if (pipeline.journals === undefined) throw new Error("the pipeline writes no journals");
  const sink = (fact: LedgerFact) => {
    if (progress.add(fact) !== undefined) flow.add(fact);
  };
  await using _publisher = new JournalTap(pipeline.journals.publisher, "publisher", sink);
  await using _consumer = new JournalTap(pipeline.journals.consumer, "consumer", sink);
  const wait = { description: "new readings", timeoutMs, signal };

  flow.begin(monotonicMicros());
  await source.begin(signal);
  await waitFor(wait, () => flow.flows || undefined);
  await part.stop();
  flow.recovery?.onInjected(monotonicMicros());
  await delay(outageMs, undefined, { signal });
  flow.recovery?.onHealing(monotonicMicros());
  await part.start();
  return await waitFor(wait, () => recoveryMsOf({ start: part.startTimes }, flow));
}
