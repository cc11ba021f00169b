import { describe, expect, test } from "vitest";
import { Recovery, type RecoveryRules } from "../../../../../testbed/run/observe/recovery.ts";

const ms = 1_000;
const holding: RecoveryRules = { holdsUpMs: Number.POSITIVE_INFINITY, qos: 1 };

/** A run with traffic of the devices a and b, of partitions 0 and 1, and a fault from 1,000 ms to 2,000 ms. */
class Run {
  readonly recovery: Recovery;

  constructor(rules: RecoveryRules = holding, devices = ["a", "b"]) {
    this.recovery = new Recovery(rules);
    this.recovery.measureFrom(0);
    for (const device of devices) this.reads(device, 100, 110);
    this.recovery.onInjected(1_000 * ms);
  }

  /** Has a device make a reading, and the reading arrive. Times in ms. */
  reads(device: string, madeMs: number, consumedMs?: number): this {
    this.recovery.made(device, madeMs * ms);
    const partition = device === "a" ? 0 : 1;
    if (consumedMs !== undefined) {
      this.recovery.arrived({ device, partition, madeAt: madeMs * ms, consumedAt: consumedMs * ms });
    }
    return this;
  }

  heals(): this {
    this.recovery.onHealing(2_000 * ms);
    return this;
  }

  get recoveredMs(): number | undefined {
    const { recoveredAt } = this.recovery;
    return recoveredAt === undefined ? undefined : recoveredAt / ms;
  }
}

test("readings made before the fault that arrive after its healing are no recovery", () => {
  const run = new Run().heals().reads("a", 990, 2_100);
  expect(run.recoveredMs).toBeUndefined();
  expect(run.reads("a", 1_001, 2_200).recoveredMs).toBe(2_200);
});

test("every partition with traffic has to recover: the last one decides", () => {
  const run = new Run().reads("a", 1_100).reads("b", 1_200).heals();
  run.recovery.arrived({ device: "a", partition: 0, madeAt: 1_100 * ms, consumedAt: 2_100 * ms });
  expect(run.recoveredMs).toBeUndefined();
  run.recovery.arrived({ device: "b", partition: 1, madeAt: 1_200 * ms, consumedAt: 2_900 * ms });
  expect(run.recoveredMs).toBe(2_900);
  // Later arrivals change nothing.
  expect(run.reads("a", 3_000, 3_010).recoveredMs).toBe(2_900);
});

test("a partition whose devices were silent until the others had recovered says nothing", () => {
  const run = new Run().reads("a", 1_100).heals().reads("a", 2_000, 2_100);
  expect(run.reads("b", 5_000).recoveredMs).toBe(2_100);
  expect(run.reads("b", 5_001, 5_010).recoveredMs).toBe(2_100);
});

test("a partition into which nothing comes any more is no recovery", () => {
  const run = new Run().reads("b", 1_100).heals().reads("a", 1_200, 2_100).reads("b", 2_500);
  expect(run.recoveredMs).toBeUndefined();
});

test("a reading that comes before the healing is no recovery: it passed the fault", () => {
  const run = new Run().reads("a", 1_100, 1_110);
  expect(run.recovery.passed).toBe(1);
  expect(run.heals().recoveredMs).toBeUndefined();
});

test("a reading in flight when the fault came has not passed it", () => {
  expect(new Run().reads("a", 999, 1_050).recovery.passed).toBe(0);
});

test("a device that nobody knows before the fault counts, too", () => {
  const run = new Run(holding, []).reads("a", 1_100).heals().reads("a", 1_200, 2_100);
  expect(run.recoveredMs).toBe(2_100);
});

test("a device of which nothing arrived before the fault, as with a filter, says nothing beside others", () => {
  const run = new Run(holding, ["a"]).reads("filtered", 1_100).reads("a", 1_150).heals();
  expect(run.reads("a", 1_900, 2_100).recoveredMs).toBe(2_100);
  const silent = new Run(holding, ["a"]).reads("filtered", 1_100).reads("a", 1_150).heals();
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
  expect(new Run().reads("a", 1_100).recovery.canShowFrom(5_000 * ms)).toBe(true);
});

describe("at QoS 0", () => {
  const rules: RecoveryRules = { holdsUpMs: Number.POSITIVE_INFINITY, qos: 0 };

  test("a partition all of whose readings may be gone says nothing", () => {
    const run = new Run(rules).reads("b", 1_100).heals().reads("b", 2_010).reads("a", 2_050, 2_100);
    expect(run.recoveredMs).toBe(2_100);
  });

  test("a partition into which nothing comes any more is no recovery", () => {
    const run = new Run(rules).heals().reads("b", 2_010).reads("a", 2_050, 2_100).reads("b", 2_200);
    expect(run.recoveredMs).toBeUndefined();
  });

  test("only readings made after the healing can show the recovery", () => {
    const { recovery } = new Run(rules).reads("a", 1_100).heals();
    expect(recovery.canShowFrom(2_000 * ms)).toBe(false);
    recovery.made("a", 2_500 * ms);
    expect(recovery.canShowFrom(2_500 * ms)).toBe(true);
    expect(recovery.canShowFrom(2_501 * ms)).toBe(false);
  });
});

describe("of a fault that delays", () => {
  const rules: RecoveryRules = { holdsUpMs: 500, qos: 1 };

  test("the recovery is an arrival within twice the latency before the fault", () => {
    const run = new Run(rules).reads("a", 1_100, 1_620).reads("b", 1_100, 1_620).heals();
    run.reads("a", 1_990, 2_500).reads("b", 1_990, 2_500);
    expect(run.recoveredMs).toBeUndefined();
    run.reads("a", 2_510, 2_530).reads("b", 2_510, 2_531).reads("b", 2_600);
    expect(run.recoveredMs).toBeUndefined();
    expect(run.reads("b", 2_610, 2_630).recoveredMs).toBe(2_630);
  });

  test("the latency before is that of this run, and its 99th percentile", () => {
    const recovery = new Recovery(rules);
    const arrived = (madeMs: number, latencyMs: number) =>
      recovery.arrived({
        ...{ device: "a", partition: 0 },
        ...{ madeAt: madeMs * ms, consumedAt: (madeMs + latencyMs) * ms },
      });
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
    const arrived = (madeMs: number, latencyMs: number) =>
      recovery.arrived({
        ...{ device: "a", partition: 0 },
        ...{ madeAt: madeMs * ms, consumedAt: (madeMs + latencyMs) * ms },
      });
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

  test("without a latency before the fault, the recovery is an arrival without its delay", () => {
    const recovery = new Recovery(rules);
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
    const run = new Run(rules).reads("a", 1_100, 1_600);
    expect(run.recovery.passed).toBe(0);
    expect(run.reads("a", 1_200, 1_250).recovery.passed).toBe(1);
  });
});
