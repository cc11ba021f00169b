import { expect, onTestFinished, test, vi } from "vitest";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { runPhases } from "../../../../../testbed/run/engine/engine.ts";
import { FlowWatch } from "../../../../../testbed/run/observe/flow-watch.ts";
import { RunError } from "../../../../../testbed/run/run-error.ts";
import { options, startedRun } from "./started-run.ts";

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

test("a part that ends by itself ends the run with its reason", async () => {
  const { context, source, fail } = startedRun({ underTest: ["bridge"] });
  using _context = context;
  const run = runPhases(context, { ...options, forMs: 60_000 }, source);
  setTimeout(() => fail("kafka"), 20);
  await expect(run).rejects.toThrow(new RunError("kafka ended"));
  expect(context.earlyEnd).toBe("kafka ended");
});

test("a bridge under test that ends under load is a finding, and the run goes on", async () => {
  const { context, source, fail } = startedRun({ underTest: ["bridge"] });
  using _context = context;
  setTimeout(() => fail("bridge"), 20);
  const { drain } = await runPhases(context, options, source);
  expect(drain.ended).toBe("nothing outstanding");
  expect(context.partEnd).toEqual({ part: "bridge", at: expect.any(Number), reason: "bridge ended" });
  expect(context.partGone().aborted).toBe(true);
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

test("a run without a fault watches no recovery", async () => {
  const { context, source, observer } = startedRun();
  using _context = context;
  Object.assign(observer, { flow: new FlowWatch(undefined) });
  const { drain } = await runPhases(context, options, source);
  expect(drain.ended).toBe("nothing outstanding");
});

test("the silence before the load is not the run's", async () => {
  const { context, source, observer } = startedRun();
  using _context = context;
  observer.arrivals.add(monotonicMicros() - 60_000_000);
  await runPhases(context, options, source);
  observer.arrivals.add(monotonicMicros());
  expect(observer.arrivals.longestSilenceMs).toBeLessThan(60_000);
});

test("without an arrival within a minute the run ends, and says how far the readings came", async () => {
  const { context, source, observer } = startedRun();
  using _context = context;
  const clock = vi.spyOn(performance, "now");
  onTestFinished(() => clock.mockRestore());
  const silent = {
    ...source,
    begin: async () => {
      clock.mockReturnValueOnce(0).mockReturnValueOnce(1).mockReturnValueOnce(2).mockReturnValue(60_000);
    },
  };
  const summary = vi.spyOn(observer, "stageSummary", "get");
  await expect(runPhases(context, options, silent)).rejects.toThrow(
    new RunError("timed out waiting for readings to flow (60000 ms); 0 made"),
  );
  // The ledger makes it, of all readings so far.
  expect(summary).toHaveBeenCalledOnce();
});

test("an error of the source is the run's", async () => {
  const { context, source } = startedRun();
  using _context = context;
  const broken = { ...source, end: async () => Promise.reject(new Error("no answer")) };
  await expect(runPhases(context, options, broken)).rejects.toThrow("no answer");
});
