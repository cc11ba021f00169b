import { Recovery, type RecoveryRules } from "../../../../../testbed/run/observe/recovery.ts";

export const ms = 1_000;
/** Rules of a fault that holds readings up until its healing. */
export const holding: RecoveryRules = { holdsUpMs: Number.POSITIVE_INFINITY, qos: 1 };

/** A run with traffic of the devices a, b …, of partitions 0, 1 …, and a fault from 1,000 ms to 2,000 ms. */
export class FaultedRun {
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
    const partition = "abc".indexOf(device);
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
