import { monotonicMicros } from "../../shared/journal/journal.ts";
import { type Device } from "./device.ts";
import { type DueReading } from "./due-reading.ts";

/** Largest number of readings made at once: acknowledgements must not wait for long. */
const batch = 100;

/** Connection of an {@link UnpacedLoad} to its publisher. */
export interface UnpacedLoadHooks {
  /** Called with readings of the devices in turn. */
  readonly made: (readings: readonly DueReading[]) => void;
  /** Returns the number of readings that may be made now; default: none. */
  readonly room?: () => number;
}

/** A load without a rate: its devices make readings, in turn, as fast as the broker takes them. */
export class UnpacedLoad implements Disposable {
  readonly #devices: readonly Device[];
  readonly #endsAt: number;
  readonly #hooks: UnpacedLoadHooks;
  #turn = 0;
  #next: NodeJS.Immediate | undefined;

  /** `endsAt`: µs of the monotonic clock. */
  constructor(devices: readonly Device[], endsAt: number, hooks: UnpacedLoadHooks) {
    this.#devices = devices;
    this.#endsAt = endsAt;
    this.#hooks = hooks;
  }

  /** Makes readings in the next turn of the event loop, as many as there is room for, and goes on while there is. */
  makeSoon(): void {
    this.#next ??= setImmediate(() => {
      this.#next = undefined;
      if (this.#makeBatch() > 0) this.makeSoon();
    });
  }

  /** Makes no more. */
  [Symbol.dispose](): void {
    clearImmediate(this.#next);
  }

  #makeBatch(): number {
    const due = monotonicMicros();
    const room = due < this.#endsAt ? (this.#hooks.room?.() ?? 0) : 0;
    const count = Math.min(batch, room);
    const readings: DueReading[] = [];
    let passedOver = 0;
    while (readings.length < count && passedOver < this.#devices.length) {
      const device = this.#devices[this.#turn % this.#devices.length];
      this.#turn += 1;
      passedOver += 1;
      if (device?.status !== "Active") continue;
      readings.push({ ...device.next(), due });
      passedOver = 0;
    }
    if (readings.length > 0) this.#hooks.made(readings);
    return readings.length;
  }
}
