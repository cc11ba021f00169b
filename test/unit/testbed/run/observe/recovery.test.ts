import { describe, expect, test } from "vitest";
import { Recovery, type RecoveryRules } from "../../../../../testbed/run/observe/recovery.ts";
import { FaultedRun, holding, ms } from "./faulted-run.ts";

test("readings made before the fault that arrive after its healing are no recovery", () => {
  const run = new FaultedRun().heals().reads("a", 990, 2_100);
  expect(run.recoveredMs).toBeUndefined();
  expect(run.reads("a", 1_001, 2_200).recoveredMs).toBe(2_200);
});

test("every partition with traffic has to recover: the last one decides", () => {
  const run = new FaultedRun().reads("a", 1_100).reads("b", 1_200).heals();
  run.recovery.arrived({ device: "a", partition: 0, madeAt: 1_100 * ms, consumedAt: 2_100 * ms });
  expect(run.recoveredMs).toBeUndefined();
  run.recovery.arrived({ device: "b", partition: 1, madeAt: 1_200 * ms, consumedAt: 2_900 * ms });
  expect(run.recoveredMs).toBe(2_900);
  // Later arrivals change nothing.
  expect(run.reads("a", 3_000, 3_010).recoveredMs).toBe(2_900);
});

test("a partition whose devices were silent until the others had recovered says nothing", () => {
  const run = new FaultedRun().reads("a", 1_100).heals().reads("a", 2_000, 2_100);
  expect(run.reads("b", 5_000).recoveredMs).toBe(2_100);
  expect(run.reads("b", 5_001, 5_010).recoveredMs).toBe(2_100);
});

test("a partition into which nothing comes any more is no recovery", () => {
  const run = new FaultedRun().reads("b", 1_100).heals().reads("a", 1_200, 2_100).reads("b", 2_500);
  expect(run.recoveredMs).toBeUndefined();
});

test("a reading that comes before the healing is no recovery: it passed the fault", () => {
  const run = new FaultedRun().reads("a", 1_100, 1_110);
  expect(run.recovery.passed).toBe(1);
  expect(run.heals().recoveredMs).toBeUndefined();
});

test("a reading in flight when the fault came has not passed it", () => {
  expect(new FaultedRun().reads("a", 999, 1_050).recovery.passed).toBe(0);
});

test("a reading made when the fault begins meets it, and one that arrives when the healing begins has recovered", () => {
  expect(new FaultedRun().heals().reads("a", 1_000, 2_000).recoveredMs).toBe(2_000);
  expect(new FaultedRun().reads("b", 1_000).heals().reads("a", 1_200, 2_100).recoveredMs).toBeUndefined();
  expect(new FaultedRun().reads("a", 1_000, 1_000).recovery.passed).toBe(1);
});

test("a partition whose first reading is made when the others have recovered has to recover, too", () => {
  const run = new FaultedRun().reads("a", 1_100).heals().reads("a", 2_000, 2_100).reads("b", 2_100);
  expect(run.recoveredMs).toBeUndefined();
  expect(run.reads("b", 2_150, 2_160).recoveredMs).toBe(2_160);
});

test("a device that nobody knows before the fault counts, too", () => {
  const run = new FaultedRun(holding, []).reads("a", 1_100).heals().reads("a", 1_200, 2_100);
  expect(run.recoveredMs).toBe(2_100);
});

test("a device of which nothing arrived before the fault, as with a filter, says nothing beside others", () => {
  const run = new FaultedRun(holding, ["a"]).reads("filtered", 1_100).reads("a", 1_150).heals();
  expect(run.reads("a", 1_900, 2_100).recoveredMs).toBe(2_100);
  const silent = new FaultedRun(holding, ["a"]).reads("filtered", 1_100).reads("a", 1_150).heals();
  expect(silent.reads("filtered", 2_000, 2_100).recoveredMs).toBeUndefined();
});

test("without partitions the readings of all devices together show the recovery", () => {
  const recovery = new Recovery(holding);
  const reads = (device: string, madeMs: number, consumedMs: number) => {
    recovery.made(device, madeMs * ms);
    recovery.arrived({
      ...{ device, partition: undefined },
      ...{ madeAt: madeMs * ms, consumedAt: consumedMs * ms },
    });
  };
  reads("a", 100, 110);
  recovery.onInjected(1_000 * ms);
  recovery.made("b", 1_050 * ms);
  recovery.onHealing(2_000 * ms);
  reads("a", 1_100, 2_300);
  expect(recovery.recoveredAt).toBe(2_300 * ms);
});

test("readings that a fault held up can show the recovery, whenever they were made", () => {
  expect(new FaultedRun().reads("a", 1_100).recovery.canShowFrom(5_000 * ms)).toBe(true);
});

describe("at QoS 0", () => {
  const rules: RecoveryRules = { holdsUpMs: Number.POSITIVE_INFINITY, qos: 0 };

  test("a partition all of whose readings may be gone says nothing", () => {
    const run = new FaultedRun(rules).reads("b", 1_100).heals().reads("b", 2_010).reads("a", 2_050, 2_100);
    expect(run.recoveredMs).toBe(2_100);
  });

  test("a partition into which nothing comes any more is no recovery", () => {
    const run = new FaultedRun(rules).heals().reads("b", 2_010).reads("a", 2_050, 2_100).reads("b", 2_200);
    expect(run.recoveredMs).toBeUndefined();
  });

  test("a partition all of whose readings were made by the first arrival says nothing, and no other", () => {
    const run = (lastMadeMs: number) =>
      new FaultedRun(rules, ["a", "b", "c"])
        .heals()
        .reads("c", 2_050)
        .reads("c", lastMadeMs)
        .reads("b", 2_060, 2_200)
        .reads("a", 2_070, 2_100);
    expect(run(2_100).recoveredMs).toBe(2_200);
    expect(run(2_150).recoveredMs).toBeUndefined();
  });

  test("a partition that was silent until the others had recovered says nothing, whichever is read first", () => {
    expect(new FaultedRun(rules).heals().reads("b", 2_010).reads("a", 1_990, 2_005).recoveredMs).toBe(2_005);
  });

  test("only readings made after the healing can show the recovery", () => {
    const { recovery } = new FaultedRun(rules).reads("a", 1_100).heals();
    expect(recovery.canShowFrom(2_000 * ms)).toBe(false);
    recovery.made("a", 2_500 * ms);
    expect(recovery.canShowFrom(2_500 * ms)).toBe(true);
    expect(recovery.canShowFrom(2_501 * ms)).toBe(false);
  });
});

describe("of a fault that delays", () => {
  const rules: RecoveryRules = { holdsUpMs: 500, qos: 1 };

  test("the recovery is an arrival within twice the latency before the fault", () => {
    const run = new FaultedRun(rules).reads("a", 1_100, 1_620).reads("b", 1_100, 1_620).heals();
    run.reads("a", 1_990, 2_500).reads("b", 1_990, 2_500);
    expect(run.recoveredMs).toBeUndefined();
    run.reads("a", 2_510, 2_530).reads("b", 2_510, 2_531).reads("b", 2_600);
    expect(run.recoveredMs).toBeUndefined();
    expect(run.reads("b", 2_610, 2_630).recoveredMs).toBe(2_630);
  });

  test("the latency before is that of this run, and its 99th percentile", () => {
    const recovery = new Recovery(rules);
    const arrived = arrivalsAt(recovery);
    recovery.measureFrom(100 * ms);
    // Of an earlier run that was slow.
    for (let at = 0; at < 100; at += 1) arrived(at, 400);
    for (let at = 100; at < 600; at += 1) arrived(at, at % 50 === 0 ? 30 : 2);
    recovery.onInjected(1_000 * ms);
    recovery.onHealing(2_000 * ms);
    recovery.made("a", 2_000 * ms);
    arrived(2_000, 61);
    expect(recovery.recoveredAt).toBeUndefined();
    arrived(2_001, 60);
    expect(recovery.recoveredAt).toBe(2_061 * ms);
  });

  test("latencies that become known only after the injection count, and those of the time before the load do not", () => {
    const recovery = new Recovery(rules);
    const arrived = arrivalsAt(recovery);
    recovery.measureFrom(0);
    for (let at = 0; at < 100; at += 1) arrived(at, 400);
    recovery.measureFrom(100 * ms);
    // A reader of journals that is behind.
    recovery.onInjected(1_000 * ms);
    for (let at = 100; at < 200; at += 1) arrived(at, 2);
    recovery.onHealing(2_000 * ms);
    recovery.made("a", 2_000 * ms);
    arrived(2_000, 5);
    expect(recovery.recoveredAt).toBeUndefined();
    arrived(2_001, 4);
    expect(recovery.recoveredAt).toBe(2_005 * ms);
  });

  test("a reading made when the measurement begins has a latency before the fault", () => {
    const recovery = new Recovery(rules);
    const arrived = arrivalsAt(recovery);
    recovery.measureFrom(100 * ms);
    arrived(100, 2);
    recovery.onInjected(1_000 * ms);
    recovery.onHealing(2_000 * ms);
    arrived(2_000, 5);
    expect(recovery.recoveredAt).toBeUndefined();
  });

  test.each([
    ["no reading arrived", true],
    ["nothing was measured", false],
  ])("if %s before the fault, the recovery is an arrival without its delay", (_, isMeasured) => {
    const recovery = new Recovery(rules);
    if (isMeasured) recovery.measureFrom(0);
    recovery.onInjected(1_000 * ms);
    recovery.onHealing(2_000 * ms);
    const arrived = (madeMs: number, latencyMs: number) => {
      recovery.made("a", madeMs * ms);
      const consumedAt = (madeMs + latencyMs) * ms;
      recovery.arrived({ device: "a", partition: 0, madeAt: madeMs * ms, consumedAt });
    };
    arrived(2_000, 501);
    expect(recovery.recoveredAt).toBeUndefined();
    arrived(2_010, 20);
    expect(recovery.recoveredAt).toBe(2_030 * ms);
  });

  test("a reading that arrives sooner than the delay allows has passed it; a delayed one has not", () => {
    const run = new FaultedRun(rules).reads("a", 1_100, 1_600);
    // Timers can fire a millisecond early.
    expect(run.reads("a", 1_100, 1_599).recovery.passed).toBe(0);
    expect(run.reads("a", 1_200, 1_698.999).recovery.passed).toBe(1);
    expect(run.reads("a", 1_200, 1_250).recovery.passed).toBe(2);
  });
});

/** Returns a function that adds arrivals of a device's readings, by their making and their latency in milliseconds. */
function arrivalsAt(recovery: Recovery): (madeMs: number, latencyMs: number) => void {
  return (madeMs, latencyMs) =>
    recovery.arrived({
      ...{ device: "a", partition: 0 },
      ...{ madeAt: madeMs * ms, consumedAt: (madeMs + latencyMs) * ms },
    });
}
