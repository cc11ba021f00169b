import { afterEach, expect, test, vi } from "vitest";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type PartName } from "../../../../../services/shared/topology.ts";
import { PartFailedError } from "../../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";
import { RunContext } from "../../../../../testbed/run/engine/run-context.ts";
import { type Phase } from "../../../../../testbed/run/phase.ts";
import { RunError } from "../../../../../testbed/run/run-error.ts";
import { StubObserver } from "./stub-observer.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** Starts a run in its first phase; `seen` has what its caller and its observer are told. */
function startedContext({ underTest = [] as readonly PartName[] } = {}) {
  const failure = Promise.withResolvers<Error>();
  const interruption = new AbortController();
  const seen: string[] = [];
  const observer = Object.assign(new StubObserver(), {
    onPhase: (phase: Phase) => void seen.push(`observer: ${phase}`),
    onFlow: () => void seen.push("observer: flows"),
  });
  const context = new RunContext(
    { failure: failure.promise } as Pipeline,
    observer,
    {
      onPhase: (phase, detail) => void seen.push(`caller: ${phase} ${detail}`.trim()),
      signal: interruption.signal,
    },
    { firstPhase: "flow", underTest },
  );
  return {
    ...{ context, observer, seen, interruption },
    async fail(part: "bridge" | "kafka") {
      failure.resolve(new PartFailedError(part, `${part} ended`));
      await failure.promise;
    },
  };
}

test("caller and observer are told of each phase when it begins, and the observer of the first arrival", () => {
  const { context, seen } = startedContext();
  using _context = context;
  context.flows();
  context.enter("load");
  expect(seen).toEqual([
    "observer: flow",
    "caller: flow",
    "observer: flows",
    "observer: load",
    "caller: load",
  ]);
});

test("the progress of the present phase is told twice a second, until the end of the run", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { context, observer, seen } = startedContext();
  context.enter("load");
  observer.read({ arrives: false });
  seen.length = 0;
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual(Array(2).fill("caller: load 1 made, 0 acknowledged, 0 arrived"));
  context[Symbol.dispose]();
  vi.advanceTimersByTime(5_000);
  expect(seen).toHaveLength(2);
});

test("a run that goes on has neither an early end nor an end of its bridge", () => {
  const { context } = startedContext({ underTest: ["bridge"] });
  using _context = context;
  context.flows();
  expect([context.earlyEnd, context.partEnd]).toEqual([undefined, undefined]);
  expect([context.signal.aborted, context.partGone().aborted]).toEqual([false, false]);
});

test.each<["bridge" | "kafka", { underTest: PartName[]; flows: boolean }, string | undefined]>([
  ["bridge", { underTest: [], flows: true }, "bridge ended"],
  ["bridge", { underTest: ["bridge"], flows: false }, undefined],
  ["kafka", { underTest: ["bridge"], flows: true }, "kafka ended"],
  ["kafka", { underTest: [], flows: false }, undefined],
])(
  "the end of %s ends a run that %o; with a first arrival the run has a result",
  async (part, run, earlyEnd) => {
    const { context, fail } = startedContext(run);
    using _context = context;
    if (run.flows) context.flows();
    await fail(part);
    expect(context.signal.reason).toEqual(new RunError(`${part} ended`));
    expect(context.earlyEnd).toBe(earlyEnd);
    expect([context.partEnd, context.partGone().aborted]).toEqual([undefined, false]);
  },
);

test("the end of a bridge under test after the first arrival is a finding with its time, and the run goes on", async () => {
  const { context, fail } = startedContext({ underTest: ["bridge"] });
  using _context = context;
  context.flows();
  const before = monotonicMicros();
  await fail("bridge");
  expect(context.partEnd?.reason).toBe("bridge ended");
  expect(context.partEnd?.at).toBeGreaterThanOrEqual(before);
  expect([context.partGone().aborted, context.signal.aborted]).toEqual([true, false]);
  expect(context.earlyEnd).toBeUndefined();
});

test("an interruption by the caller ends the run, as its early end after the first arrival says", () => {
  const { context, interruption } = startedContext();
  using _context = context;
  context.flows();
  interruption.abort(new Error("Ctrl-C"));
  expect(context.signal.reason).toEqual(new Error("Ctrl-C"));
  expect(context.earlyEnd).toBe("interrupted");
});
