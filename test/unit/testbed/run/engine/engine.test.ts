import { expect, test } from "vitest";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { PartFailedError } from "../../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";
import { runPhases } from "../../../../../testbed/run/engine/engine.ts";
import { RunContext } from "../../../../../testbed/run/engine/run-context.ts";
import { runDefaults } from "../../../../../testbed/run/run-defaults.ts";
import { RunError } from "../../../../../testbed/run/run-error.ts";
import { type RunOptions } from "../../../../../testbed/run/run-options.ts";
import { type LoadSource } from "../../../../../testbed/run/source/load-source.ts";
import { StubObserver } from "./stub-observer.ts";

const options: RunOptions = { ...runDefaults, devices: 1, ratePerSecond: 1, forMs: 60, quietMs: 100 };

/** A run of a pipeline that makes a reading as soon as its source begins. */
function startedRun({ toleratesBridgeEnd = false } = {}) {
  const failure = Promise.withResolvers<PartFailedError>();
  const interruption = new AbortController();
  const observer = new StubObserver();
  const phases: string[] = [];
  const part = () => ({ kill: async () => undefined, start: async () => undefined, startTimes: {} });
  const source: LoadSource = {
    firstPhase: "flow",
    isOpenEnded: false,
    madeFrom: Number.NEGATIVE_INFINITY,
    begin: async () => observer.read({ arrives: true }),
    untilLoad: async () => monotonicMicros(),
    end: async () => undefined,
  };
  const context = new RunContext(
    { failure: failure.promise, part } as unknown as Pipeline,
    observer,
    {
      onPhase: (phase, detail) => {
        if (detail === "") phases.push(phase);
      },
      signal: interruption.signal,
    },
    { firstPhase: source.firstPhase, toleratesBridgeEnd },
  );
  const fail = (name: "bridge" | "kafka") => failure.resolve(new PartFailedError(name, `${name} ended`));
  return { context, source, observer, phases, fail, interruption };
}

test("a run goes through its phases and has its course", async () => {
  const { context, source, phases } = startedRun();
  using _context = context;
  const { loadBegan, loadEnded, drain, fault } = await runPhases(context, options, source);
  expect(phases).toEqual(["flow", "load", "drain"]);
  expect(loadEnded - loadBegan).toBeGreaterThanOrEqual(60_000);
  expect(drain.ended).toBe("nothing outstanding");
  expect(fault).toBeUndefined();
  expect(context.earlyEnd).toBeUndefined();
});

test("the latencies to recover to are those of the load, without the time before it", async () => {
  const { context, source, observer } = startedRun();
  using _context = context;
  let measuredFrom = 0;
  Object.assign(observer.flow.recovery ?? {}, {
    measureFrom: (at: number) => {
      measuredFrom = at;
    },
  });
  const { loadBegan } = await runPhases(context, options, source);
  expect(measuredFrom).toBe(loadBegan);
});

test("a fault has its phases within the load, and its times are part of the course", async () => {
  const { context, source, phases } = startedRun();
  using _context = context;
  const window = { spec: { kind: "kill", part: "kafka" }, outageMs: 5 } as const;
  const { fault, loadBegan } = await runPhases(context, { ...options, fault: window }, source);
  expect(phases).toEqual(["flow", "load", "fault", "recovery", "drain"]);
  expect((fault?.injectedAt ?? 0) - loadBegan).toBeGreaterThanOrEqual(20_000);
});

test("a part that ends by itself ends the run with its reason", async () => {
  const { context, source, fail } = startedRun({ toleratesBridgeEnd: true });
  using _context = context;
  const run = runPhases(context, { ...options, forMs: 60_000 }, source);
  setTimeout(() => fail("kafka"), 20);
  await expect(run).rejects.toThrow(new RunError("kafka ended"));
  expect(context.earlyEnd).toBe("kafka ended");
});

test("a bridge under test that ends under load is a finding, and the run goes on", async () => {
  const { context, source, fail } = startedRun({ toleratesBridgeEnd: true });
  using _context = context;
  setTimeout(() => fail("bridge"), 20);
  const { drain } = await runPhases(context, options, source);
  expect(drain.ended).toBe("nothing outstanding");
  expect(context.bridgeEnd).toEqual({ at: expect.any(Number), reason: "bridge ended" });
  expect(context.bridgeGone.aborted).toBe(true);
});

test("an interruption under load ends the run; before a reading has arrived there is no early end to keep", async () => {
  const { context, source, interruption } = startedRun();
  using _context = context;
  const run = runPhases(context, { ...options, forMs: 60_000 }, source);
  setTimeout(() => interruption.abort(), 20);
  await expect(run).rejects.toThrow("aborted");
  expect(context.earlyEnd).toBe("interrupted");

  const early = startedRun();
  using _early = early.context;
  const silent = { ...early.source, begin: async () => undefined };
  setTimeout(() => early.interruption.abort(), 20);
  await expect(runPhases(early.context, options, silent)).rejects.toThrow("aborted");
  expect(early.context.earlyEnd).toBeUndefined();
});

test("an arrival of an earlier run on the same pipeline is not this run's first reading", async () => {
  const { context, source, observer, interruption } = startedRun();
  using _context = context;
  observer.read({ arrives: true });
  const second = { ...source, madeFrom: monotonicMicros() + 1, begin: async () => undefined };
  setTimeout(() => interruption.abort(), 50);
  await expect(runPhases(context, options, second)).rejects.toThrow("aborted");
  expect(context.earlyEnd).toBeUndefined();
});
