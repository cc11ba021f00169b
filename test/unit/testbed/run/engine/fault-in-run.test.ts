import { expect, test } from "vitest";
import { monotonicMicros } from "../../../../../services/shared/journal/journal.ts";
import { type StartTimes } from "../../../../../testbed/pipeline/part.ts";
import { runPhases } from "../../../../../testbed/run/engine/engine.ts";
import { type RunOptions } from "../../../../../testbed/run/run-options.ts";
import { killKafka, options, startedRun } from "./started-run.ts";

const killBridge = { spec: { kind: "kill", part: "bridge" }, outageMs: 1 } as const;
const killConsumer = { spec: { kind: "kill", part: "consumer" }, outageMs: 1 } as const;

test("a fault has its phases within the load, and its times are part of the course", async () => {
  const { context, source, phases } = startedRun();
  using _context = context;
  const window = { spec: { kind: "kill", part: "kafka" }, outageMs: 5 } as const;
  const { fault, loadBegan } = await runPhases(context, { ...options, fault: window }, source);
  expect(phases).toEqual(["flow", "load", "fault", "recovery", "drain"]);
  expect((fault?.injectedAt ?? 0) - loadBegan).toBeGreaterThanOrEqual(20_000);
});

test("a fault begins after a third of the load, and the load goes on to its end", async () => {
  const { context, source } = startedRun();
  using _context = context;
  const forMs = 60_000;
  // All but the last moments of the load have passed.
  const began = monotonicMicros() - forMs * 1_000 + 20_000;
  const passed = { ...source, untilLoad: async () => began };
  const { fault, loadEnded } = await runPhases(context, { ...options, forMs, fault: killKafka }, passed);
  expect(fault?.injectedAt).toBeLessThan(loadEnded);
  expect(loadEnded - began).toBeGreaterThanOrEqual(forMs * 1_000);
});

test.each<[string, RunOptions["fault"], StartTimes | undefined, number]>([
  ["there is no fault", undefined, undefined, 20_000],
  ["no part is restarted", { spec: { kind: "cut", link: "mqtt-bridge" }, outageMs: 1 }, undefined, 20_000],
  [
    "the recovery may take long",
    { spec: { kind: "hang", link: "bridge-kafka", hangBy: "proxy" }, outageMs: 1 },
    undefined,
    30_000,
  ],
  ["the part starts quickly", killKafka, { startedAt: 0, usableAt: 9_000_000 }, 20_000],
  ["the part starts slowly", killKafka, { startedAt: 1_000_000, usableAt: 13_000_000 }, 24_000],
])(
  "if %s, the drain waits for at least 20 s, twice the recovery limit and twice the start",
  async (_, fault, start, quietMs) => {
    const { context, source, part } = startedRun();
    using _context = context;
    const link = { connections: { silenced: 1, held: 0 }, bytes: { discarded: 0 } };
    Object.assign(part, { start: async () => void Object.assign(part, { startTimes: start }) });
    Object.assign(context.pipeline, { link: () => ({ set: async () => link, status: async () => link }) });
    const { quietMs: _quietMs, ...unset } = options;
    const { drain } = await runPhases(context, { ...unset, forMs: 0, ...(fault && { fault }) }, source);
    expect(drain.quietMs).toBe(quietMs);
  },
);

test("a load of fixed length does not wait for a recovery", async () => {
  const { context, source, observer } = startedRun();
  using _context = context;
  await runPhases(context, { ...options, forMs: 0, fault: killKafka }, source);
  expect(observer.flow.recovery?.recoveredAt).toBeUndefined();
});

test("an open-ended load goes on until readings arrive again after the fault", async () => {
  const { context, source, observer, part, phases } = startedRun();
  using _context = context;
  Object.assign(part, { start: async () => void setTimeout(() => observer.read({ arrives: true }), 5) });
  await runPhases(context, { ...options, forMs: 0, fault: killKafka }, { ...source, isOpenEnded: true });
  expect(observer.flow.recovery?.recoveredAt).toBeDefined();
  expect(phases.at(-1)).toBe("drain");
});

test.each([
  ["bridge", killKafka, false],
  ["bridge", killConsumer, false],
  ["bridge", killBridge, true],
  ["consumer", killBridge, false],
  ["consumer", killConsumer, true],
] as const)(
  "a %s under test that has ended by itself brings no recovery, unless the healing restarts it",
  async (ended, fault, recovers) => {
    const { context, source, observer, part, fail } = startedRun({ underTest: ["bridge", "consumer"] });
    using _context = context;
    Object.assign(part, {
      kill: async () => fail(ended),
      // Comes after the end of the bridge was noticed.
      start: async () => void setTimeout(() => observer.read({ arrives: recovers }), 5),
    });
    await runPhases(context, { ...options, forMs: 0, fault }, { ...source, isOpenEnded: true });
    expect(observer.flow.recovery?.recoveredAt !== undefined).toBe(recovers);
    expect(context.partEnd?.part).toBe(ended);
  },
);
