import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type StartTimes } from "../../../../../testbed/pipeline/part.ts";
import { type Pipeline } from "../../../../../testbed/pipeline/pipeline.ts";
import {
  type FaultTimes,
  type FaultWindow,
  faultWindow,
  runFaultWindow,
} from "../../../../../testbed/run/engine/fault-window.ts";
import { FlowWatch } from "../../../../../testbed/run/observe/flow-watch.ts";
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
    pipeline: { part, instances: (name: string) => [part(name)] } as unknown as Pipeline,
    observer,
    onPhase: (phase: string) => void calls.push(phase),
    onTimes: (known: FaultTimes) => {
      times = known;
    },
    signal: new AbortController().signal,
  };
  return { calls, observer, run, starts, times: () => times };
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

test("a part that is not started again has no start, though it was started before the fault", async () => {
  const { run, starts, times } = recordedRun();
  starts.set("kafka", { startedAt: 1, usableAt: 2 });
  await runFaultWindow({ spec: { kind: "pause", part: "kafka" }, outageMs: 1 }, 0, run);
  expect(times()).not.toHaveProperty("start");
});

test("a second part is down from before the fault until after its healing", async () => {
  const { calls, run } = recordedRun();
  await runFaultWindow({ ...killKafka, down: "bridge" }, 0, run);
  expect(calls).toEqual(["kill bridge", "fault", "kill kafka", "recovery", "start kafka", "start bridge"]);
});

test("a part comes back after the second part if it needs that", async () => {
  const { calls, run } = recordedRun();
  await runFaultWindow({ spec: { kind: "kill", part: "bridge" }, outageMs: 1, down: "kafka" }, 0, run);
  expect(calls).toEqual(["kill kafka", "fault", "kill bridge", "recovery", "start kafka", "start bridge"]);
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

test("the wait for recovery ends after two minutes: that nothing came back is a result", async () => {
  const { observer, run } = recordedRun();
  const clock = vi.spyOn(performance, "now");
  onTestFinished(() => clock.mockRestore());
  // The first look is in time; the second one comes two minutes later.
  const beganAt = performance.now();
  clock
    .mockReturnValueOnce(beganAt)
    .mockReturnValueOnce(beganAt)
    .mockReturnValue(beganAt + 120_000);
  await runFaultWindow(killKafka, 0, { ...run, recovery: new AbortController().signal });
  expect(observer.flow.recovery?.recoveredAt).toBeUndefined();
});

test("an interruption while the run waits for recovery ends it with its reason", async () => {
  const { calls, run } = recordedRun();
  const interruption = new AbortController();
  const onTimes = ({ usableAt }: FaultTimes) => {
    if (usableAt !== undefined) interruption.abort(new Error("Ctrl-C"));
  };
  const recovery = new AbortController().signal;
  const window = runFaultWindow(killKafka, 0, { ...run, onTimes, recovery, signal: interruption.signal });
  await expect(window).rejects.toThrow("Ctrl-C");
  expect(calls.at(-1)).toBe("start kafka");
});

test("an interruption while only the second part is down starts it again, and there is no fault", async () => {
  const { calls, run, times } = recordedRun();
  const interruption = new AbortController();
  const window: FaultWindow = { ...killKafka, outageMs: 60_000, down: "bridge" };
  const running = runFaultWindow(window, 0, { ...run, signal: interruption.signal });
  setImmediate(() => interruption.abort());
  await expect(running).rejects.toThrow("aborted");
  expect([calls, times()]).toEqual([["kill bridge", "start bridge"], undefined]);
});

test("the second part is down for the length of the fault before it, and the fault begins with its kill", async () => {
  const { run, observer, times } = recordedRun();
  await runFaultWindow({ ...killKafka, down: "bridge" }, 0, run);
  const { beganAt = 0, injectedAt = 0 } = times() ?? {};
  // A timer can fire up to a millisecond early.
  expect(injectedAt - beganAt).toBeGreaterThanOrEqual(19_000);
  expect(observer.injections[0]?.requestedAt).toBeGreaterThanOrEqual(beganAt + 19_000);
});

test("an observer that watches neither recovery nor faults sees the fault pass", async () => {
  const { calls, run } = recordedRun();
  await runFaultWindow(killKafka, 0, { ...run, observer: { flow: new FlowWatch(undefined) } });
  expect(calls).toEqual(["fault", "kill kafka", "recovery", "start kafka"]);
});

test("a fault of a link has no start of a part", async () => {
  const { calls, run, times } = recordedRun();
  const link = () => ({ set: async ({ state }: { readonly state: string }) => void calls.push(state) });
  const pipeline = { ...run.pipeline, link } as unknown as Pipeline;
  await runFaultWindow({ spec: { kind: "cut", link: "mqtt-bridge" }, outageMs: 1 }, 0, { ...run, pipeline });
  expect(calls).toEqual(["fault", "cut", "recovery", "up"]);
  expect(times()).toEqual({
    ...{ beganAt: expect.any(Number), injectedAt: expect.any(Number) },
    ...{ healedAt: expect.any(Number), usableAt: expect.any(Number) },
  });
});

test("what a fault met is known after its healing", async () => {
  const { run, times } = recordedRun();
  let limitedMs = 0;
  const status = async () => ({ limitedMs });
  const set = async () => {
    limitedMs += 60_000;
    return { limitedMs };
  };
  const pipeline = { ...run.pipeline, link: () => ({ status, set }) } as unknown as Pipeline;
  const spec = { kind: "thin", link: "mqtt-bridge", kilobytesPerSecond: 1 } as const;
  await runFaultWindow({ spec, outageMs: 1 }, 0, { ...run, pipeline });
  expect(times()?.effect).toMatchObject({ isSufficient: true, seen: expect.stringContaining("120000 of") });
});

test("a fault that does not fit into its outage is refused", () => {
  const flap = { kind: "flap", link: "mqtt-bridge", cuts: 3 } as const;
  expect(faultWindow(flap, 250)).toEqual({ spec: flap, outageMs: 250 });
  expect(() => faultWindow(flap, 249)).toThrow(
    "fault flap with cuts 3: an outage of at least 250 ms is allowed, not 249 ms",
  );
});

test("the times of the fault are told as soon as they are known", async () => {
  const { run } = recordedRun();
  const known: string[] = [];
  const onTimes = (times: FaultTimes) => void known.push(Object.keys(times).join(" "));
  await runFaultWindow(killKafka, 0, { ...run, onTimes });
  expect(known).toEqual([
    "beganAt injectedAt",
    "beganAt injectedAt healedAt",
    "beganAt injectedAt healedAt usableAt start",
  ]);
});

test("no fault has no window", () => {
  expect(faultWindow({ kind: "none" }, 1_000, "bridge")).toBeUndefined();
  expect(faultWindow({ kind: "kill", part: "kafka" }, 1_000, "bridge")).toEqual({
    spec: { kind: "kill", part: "kafka" },
    outageMs: 1_000,
    down: "bridge",
  });
  expect(faultWindow({ kind: "kill", part: "kafka" }, 1_000)).toEqual({
    spec: { kind: "kill", part: "kafka" },
    outageMs: 1_000,
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
  const pipeline = { part, instances: () => [part()] } as unknown as Pipeline;
  await runFaultWindow(killKafka, 0, { ...run, pipeline });
  const { beganAt = 0, injectedAt = 0 } = times() ?? {};
  expect(injectedAt).toBeGreaterThanOrEqual(gone);
  expect(beganAt).toBeLessThan(gone);
  expect(observer.injections).toEqual([{ requestedAt: expect.any(Number), injectedAt }]);
  expect(observer.injections[0]?.requestedAt).toBeLessThan(gone);
});
