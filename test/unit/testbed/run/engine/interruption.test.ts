import { expect, test } from "vitest";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { runPhases } from "../../../../../testbed/run/engine/engine.ts";
import { type RunOptions } from "../../../../../testbed/run/run-options.ts";
import { type LoadSource } from "../../../../../testbed/run/source/load-source.ts";
import { killKafka, options, startedRun } from "./started-run.ts";

type Run = ReturnType<typeof startedRun>;

/** A place of a run, and how a test interrupts the run there. */
interface Place {
  readonly options?: Partial<RunOptions>;
  readonly source?: Partial<LoadSource>;
}

/** Interrupts, and ends when the signal has come, as the requests of a real source do. */
async function interrupted(interrupt: () => void, signal: AbortSignal): Promise<never> {
  setImmediate(interrupt);
  return await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("the request was aborted")), { once: true });
  });
}

/** Begins the load, and interrupts right after. */
async function loadThen(interrupt: () => void): Promise<number> {
  setImmediate(interrupt);
  return monotonicMicros();
}

test.each<[string, (interrupt: () => void, run: Run) => Place]>([
  [
    "the beginning of the source",
    (interrupt) => ({ source: { begin: (signal) => interrupted(interrupt, signal) } }),
  ],
  ["the wait for readings", (interrupt) => ({ source: { begin: async () => void setImmediate(interrupt) } })],
  ["the warm-up", (interrupt) => ({ source: { untilLoad: (signal) => interrupted(interrupt, signal) } })],
  [
    "the load",
    (interrupt) => ({ options: { forMs: 60_000 }, source: { untilLoad: () => loadThen(interrupt) } }),
  ],
  [
    "the wait for the fault",
    (interrupt) => ({
      options: { forMs: 60_000, fault: killKafka },
      source: { untilLoad: () => loadThen(interrupt) },
    }),
  ],
  [
    "the fault",
    (interrupt, { part }) => {
      Object.assign(part, { kill: async () => void setImmediate(interrupt) });
      return { options: { forMs: 0, fault: { ...killKafka, outageMs: 60_000 } } };
    },
  ],
  [
    "the recovery",
    (interrupt, { part }) => {
      Object.assign(part, { start: async () => void setImmediate(interrupt) });
      return { options: { forMs: 0, fault: killKafka }, source: { isOpenEnded: true } };
    },
  ],
  [
    "the end of the load",
    (interrupt) => ({ options: { forMs: 0 }, source: { end: (signal) => interrupted(interrupt, signal) } }),
  ],
  [
    "the drain",
    (interrupt, { observer }) => {
      observer.onCatchUp = () => void setImmediate(interrupt);
      const begin = async () => {
        observer.read({ arrives: true });
        observer.read({ arrives: false });
      };
      return { options: { forMs: 0, quietMs: 60_000 }, source: { begin } };
    },
  ],
])("an interruption during %s ends the run with the reason of the interruption", async (_, prepare) => {
  const run = startedRun();
  using _context = run.context;
  const place = prepare(() => run.interruption.abort(new Error("Ctrl-C")), run);
  await expect(
    runPhases(run.context, { ...options, ...place.options }, { ...run.source, ...place.source }),
  ).rejects.toThrow("Ctrl-C");
});
