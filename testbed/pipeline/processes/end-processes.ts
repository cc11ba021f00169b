import { partOfInstance } from "../cluster/instance-name.ts";
import { neededParts, whileDown, withoutServerTimeoutMs } from "../needed-parts.ts";
import { productOf } from "../part.ts";
import { type ProcessPart, type StopLimit } from "./process-part.ts";
import { StillRunningError } from "./still-running-error.ts";

/** A part that runs as a process, and its end with the pipeline. */
export interface EndingPart {
  readonly part: ProcessPart;
  readonly end: "stop" | "kill";
}

/** Continues frozen parts, so that those that wait for them can stop, and says so. */
export async function continueFrozen(
  parts: readonly EndingPart[],
  onNotice: (notice: string) => void,
): Promise<void> {
  for (const { part } of parts) {
    if (!part.isFrozen) continue;
    const product = productOf(part.name);
    await part.resume().then(
      () => onNotice(`${product} was frozen: it has been continued (SIGCONT) for the stop.`),
      ({ message }: Error) => onNotice(`${product} is frozen and cannot be continued: ${message}`),
    );
  }
}

/**
 * Ends the parts, the last first, the processes of one part at the same time: a Kafka node alone would wait for the others; frozen
 * ones are continued before. `onNotice` receives a sentence about each part that did not stop cleanly; that is no error.
 */
export async function endProcesses(
  parts: readonly EndingPart[],
  onNotice: (notice: string) => void,
): Promise<void> {
  await continueFrozen(parts, onNotice);
  const groups = Map.groupBy(parts.toReversed(), ({ part }) => partOfInstance(part.name));
  for (const group of groups.values()) {
    const limits = group.map(({ part }) => stopLimit(part, parts));
    const ends = await Promise.allSettled(
      group.map(({ part, end }, index) => endProcess(part, end, limits[index], onNotice)),
    );
    const failed = ends.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}

async function endProcess(
  part: ProcessPart,
  end: EndingPart["end"],
  limit: StopLimit | undefined,
  onNotice: (notice: string) => void,
): Promise<void> {
  try {
    await part.end(end, limit);
    const left = await part.endLeftOvers();
    if (left !== undefined) onNotice(left);
  } catch (error) {
    if (!(error instanceof StillRunningError)) throw error;
    onNotice(error.message);
  }
}

/** Returns the limit of a stop without a server; `undefined` if all servers of the part run. */
function stopLimit({ name }: ProcessPart, parts: readonly EndingPart[]): StopLimit | undefined {
  const down = neededParts(name).filter((needed) => {
    const needs = parts.filter(({ part }) => partOfInstance(part.name) === needed);
    return needs.length > 0 && !needs.some(({ part }) => part.isRunning);
  });
  return down.length === 0 ? undefined : { timeoutMs: withoutServerTimeoutMs, reason: whileDown(down) };
}
