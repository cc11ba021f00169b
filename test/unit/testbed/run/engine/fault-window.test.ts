import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type StartTimes } from "../../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";
import {
  type FaultTimes,
  type FaultWindow,
  faultWindow,
  runFaultWindow,
} from "../../../../../testbed/run/engine/fault-window.ts";
import { StubObserver } from "./stub-observer.ts";

/** A run around a fault window, which records what happens to the parts. */
function recordedRun() {
  const calls: string[] = [];
  const starts = new Map<string, StartTimes>();
  const part = (name: string) => ({
    name,
    kill: async () => void calls.push(`kill ${name}`),
    pause: async () => void calls.push(`pause ${name}`),
    resume: async () => void calls.push(`resume ${name}`),
    start: async () => {
      calls.push(`start ${name}`);
      starts.set(name, { startedAt: monotonicMicros(), usableAt: monotonicMicros() });
    },
    get startTimes() {
      return starts.get(name);
    },
  });
  const observer = new StubObserver();
  let times: FaultTimes | undefined;
  const run = {
    pipeline: { part } as unknown as Pipeline,
    observer,
    onPhase: (phase: string) => void calls.push(phase),
    onTimes: (known: FaultTimes) => {
      times = known;
    },
    signal: new AbortController().signal,
  };
  return { calls, observer, run, times: () => times };
}

const killKafka: FaultWindow = { spec: { kind: "kill", part: "kafka" }, outageMs: 20 };

test("the fault is injected at its time and healed after the outage, and its times are known", async () => {
  const { calls, observer, run, times } = recordedRun();
  const injectAt = monotonicMicros() + 30_000;
  await runFaultWindow(killKafka, injectAt, run);
  expect(calls).toEqual(["fault", "kill kafka", "recovery", "start kafka"]);
  expect(observer.faults).toEqual([killKafka.spec]);
  const { injectedAt = 0, healedAt = 0, usableAt = 0, start } = times() ?? {};
  expect(injectedAt).toBeGreaterThanOrEqual(injectAt);
  expect(healedAt - injectedAt).toBeGreaterThanOrEqual(19_000);
  expect(usableAt).toBeGreaterThanOrEqual(start?.usableAt ?? Number.POSITIVE_INFINITY);
});

test("a part that is not started again has no start", async () => {
  const { run, times } = recordedRun();
  await runFaultWindow({ spec: { kind: "pause", part: "kafka" }, outageMs: 1 }, 0, run);
  expect(times()).not.toHaveProperty("start");
});

test("a second part is down from before the fault until after its healing", async () => {
  const { calls, run } = recordedRun();
  await runFaultWindow({ ...killKafka, down: "bridge" }, 0, run);
  expect(calls).toEqual(["kill bridge", "fault", "kill kafka", "recovery", "start kafka", "start bridge"]);
});

test("with recovery the window ends with the first arrival, after the beginning of the healing, of a reading made after the fault", async () => {
  const { observer, run } = recordedRun();
  observer.read({ arrives: true });
  const arriving = setTimeout(() => observer.read({ arrives: true }), 150);
  await runFaultWindow(killKafka, 0, { ...run, recovery: new AbortController().signal });
  clearTimeout(arriving);
  expect(observer.flow.recovery?.recoveredAt).toBeDefined();
});

test("the end of the wait for recovery is no error: that nothing came back is a result", async () => {
  const { observer, run } = recordedRun();
  await runFaultWindow(killKafka, 0, { ...run, recovery: AbortSignal.timeout(100) });
  expect(observer.flow.recovery?.recoveredAt).toBeUndefined();
});

test("a run that ends early heals the fault, and has the times until then", async () => {
  const { calls, run, times } = recordedRun();
  const window = { ...killKafka, outageMs: 60_000 };
  await expect(runFaultWindow(window, 0, { ...run, signal: AbortSignal.timeout(50) })).rejects.toThrow();
  expect(calls).toEqual(["fault", "kill kafka", "start kafka"]);
  expect(times()).toEqual({ beganAt: expect.any(Number), injectedAt: expect.any(Number) });
});

test("no fault has no window", () => {
  expect(faultWindow({ kind: "none" }, 1_000, "bridge")).toBeUndefined();
  expect(faultWindow({ kind: "kill", part: "kafka" }, 1_000, "bridge")).toEqual({
    spec: { kind: "kill", part: "kafka" },
    outageMs: 1_000,
    down: "bridge",
  });
});

test("the fault is in force from the end of its injection: a kill takes until the process is gone", async () => {
  const { run, observer, times } = recordedRun();
  let gone = 0;
  const part = () => ({
    kill: async () => {
      await delay(30);
      gone = monotonicMicros();
    },
    start: async () => undefined,
    startTimes: undefined,
  });
  const pipeline = { part } as unknown as Pipeline;
  await runFaultWindow(killKafka, 0, { ...run, pipeline });
  const { beganAt = 0, injectedAt = 0 } = times() ?? {};
  expect(injectedAt).toBeGreaterThanOrEqual(gone);
  expect(beganAt).toBeLessThan(gone);
  expect(observer.injections).toEqual([{ requestedAt: expect.any(Number), injectedAt }]);
  expect(observer.injections[0]?.requestedAt).toBeLessThan(gone);
});
