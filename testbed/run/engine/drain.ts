import { setTimeout as delay } from "node:timers/promises";
import { monotonicMicros } from "../../../services/shared/journal/journal.ts";
import { type Observer } from "../observe/observer.ts";

/** Last phase of a run: the load has ended, and the pipeline processes its backlog. */
export interface Drain {
  /** `quiet`: readings are outstanding, but none has arrived for `quietMs`. */
  readonly ended: "nothing outstanding" | "quiet";
  readonly tookMs: number;
  /** From the beginning of the drain to the last arrival. */
  readonly lastArrivalMs: number;
  readonly quietMs: number;
  readonly outstanding: number;
}

const pollIntervalMs = 100;

/** Waits until nothing is outstanding, or no new reading has arrived for `quietMs`. */
export async function drain(
  observer: Pick<Observer, "progress" | "arrivals" | "catchUp">,
  quietMs: number,
  signal: AbortSignal,
): Promise<Drain> {
  const began = monotonicMicros();
  for (;;) {
    const now = monotonicMicros();
    // Includes the latest readings in those outstanding.
    await observer.catchUp();
    const { outstanding } = observer.progress;
    const lastArrivalAt = Math.max(began, observer.arrivals.lastAt ?? began);
    const isQuiet = now - lastArrivalAt > quietMs * 1_000;
    if (outstanding === 0 || isQuiet) {
      return {
        ended: outstanding === 0 ? "nothing outstanding" : "quiet",
        tookMs: (monotonicMicros() - began) / 1_000,
        lastArrivalMs: (lastArrivalAt - began) / 1_000,
        ...{ quietMs, outstanding },
      };
    }
    await delay(pollIntervalMs, undefined, { signal });
  }
}
