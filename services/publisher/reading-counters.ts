import { type Outcome } from "./sender/sender.ts";

/** Readings by what became of them. `made` = acknowledged + unknown + waiting + dropped + refused. */
export interface ReadingCounts {
  readonly made: number;
  readonly acknowledged: number;
  /** Handed to the connection at QoS 0, for which no acknowledgement exists. Always 0 at QoS 1 and 2. */
  readonly unknown: number;
  /** Not settled yet: in the buffer or on the way. */
  readonly waiting: number;
  /** Discarded, the oldest first, because the buffer was full. */
  readonly dropped: number;
  /** Refused by the broker, for good. */
  readonly refused: number;
}

/** Readings of a device by what became of them. */
export interface DeviceReadingCounts extends ReadingCounts {
  /** Highest seq that the broker acknowledged or that was handed over at QoS 0. */
  readonly lastAcknowledgedSeq: number | null;
}

/** Counts the readings of each device, and of all together. */
export class ReadingCounters {
  readonly #devices: ReadonlyMap<string, Mutable<DeviceReadingCounts>>;
  readonly #totals: Mutable<ReadingCounts> = zeroCounts();
  readonly #changed: Set<string>;

  constructor(deviceIds: readonly string[]) {
    this.#devices = new Map(deviceIds.map((id) => [id, { ...zeroCounts(), lastAcknowledgedSeq: null }]));
    this.#changed = new Set(deviceIds);
  }

  /** Sums over all devices. */
  get totals(): ReadingCounts {
    return this.#totals;
  }

  /**
   * Returns the counts of a device.
   * @throws RangeError for an unknown device
   */
  of(device: string): DeviceReadingCounts {
    return this.#of(device);
  }

  /** Counts of each device by its id, in the configured order. */
  entries(): Iterable<[string, DeviceReadingCounts]> {
    return this.#devices.entries();
  }

  /** Returns the ids of the devices whose counts changed since the last call; at first all. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** Counts a reading that was made, as waiting. */
  made(device: string): void {
    const counts = this.#of(device);
    counts.made += 1;
    counts.waiting += 1;
    this.#totals.made += 1;
    this.#totals.waiting += 1;
    this.#changed.add(device);
  }

  /** Counts a reading that waits no more. */
  settled(device: string, seq: number, outcome: Outcome): void {
    const counts = this.#of(device);
    if (outcome === "acknowledged" || outcome === "unknown") {
      counts.lastAcknowledgedSeq = Math.max(seq, counts.lastAcknowledgedSeq ?? 0);
    }
    counts.waiting -= 1;
    counts[outcome] += 1;
    this.#totals.waiting -= 1;
    this.#totals[outcome] += 1;
    this.#changed.add(device);
  }

  #of(device: string): Mutable<DeviceReadingCounts> {
    const counts = this.#devices.get(device);
    if (counts === undefined) throw new RangeError(`Unknown device ${device}`);
    return counts;
  }
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function zeroCounts(): ReadingCounts {
  return { made: 0, acknowledged: 0, unknown: 0, waiting: 0, dropped: 0, refused: 0 };
}
