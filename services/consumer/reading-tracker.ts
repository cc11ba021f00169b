import { type Status } from "../shared/reading/reading.ts";
import { SeqSet } from "../shared/reading/seq-set.ts";
import { type Trace } from "../shared/reading/trace.ts";

/**
 * Position of a consumed reading in the sequence of its device and run:
 * - `first`: first of this run, or first after others have read the partition, the baseline; lower seqs are not gaps
 * - `next`: one higher than the highest so far
 * - `gap`: higher than that; the seqs between are missing until they arrive
 * - `reordered`: lower than the highest, not seen before
 * - `duplicate`: seen before
 * - `untraced`: without run and seq, from a foreign publisher
 */
export type SequencePosition = "first" | "next" | "gap" | "reordered" | "duplicate" | "untraced";

/** Readings of a device that were consumed since the process started. */
export interface TrackedDevice {
  readonly id: string;
  /** All readings, including duplicates. */
  readonly received: number;
  /** The run of the last traced reading; `undefined` if all readings were untraced. */
  readonly lastRun: string | undefined;
  /** Number of different readings of that run. */
  readonly arrivedOfRun: number;
  /** The highest seq of that run; `undefined` if all readings were untraced. */
  readonly lastSeq: number | undefined;
  /** Seqs missing below higher ones, over all runs. */
  readonly gaps: number;
  readonly duplicates: number;
  readonly reordered: number;
  readonly untraced: number;
  /** The status in the last reading. */
  readonly lastStatus: Status;
  /** Time of the last reading, in milliseconds since the epoch. */
  readonly lastSeenMs: number;
}

/** Sequence tracking of consumed readings, per device. Pure. */
export class ReadingTracker {
  readonly #devices = new Map<string, DeviceState>();
  readonly #changed = new Set<string>();

  /** Adds a reading that was consumed at `atMs`, in milliseconds since the epoch, from this partition of the topic. */
  add(id: string, status: Status, trace: Trace | undefined, atMs: number, partition = 0): SequencePosition {
    const device = this.#deviceOf(id, status);
    device.partition = partition;
    this.#changed.add(id);
    device.received += 1;
    device.lastStatus = status;
    device.lastSeenMs = atMs;
    const position = trace === undefined ? "untraced" : track(device, trace);
    if (position === "duplicate") device.duplicates += 1;
    if (position === "reordered") device.reordered += 1;
    if (position === "untraced") device.untraced += 1;
    return position;
  }

  /** Takes the next readings of devices in this partition for the first of their runs: others have had those between. */
  skip(partition: number): void {
    for (const device of this.#devices.values()) {
      if (device.partition !== partition) continue;
      device.earlierGaps += gapsOf(device);
      device.runs.clear();
    }
  }

  /** Every device with a reading, in order of its first. */
  get devices(): TrackedDevice[] {
    return [...this.#devices].map(([id, device]) => snapshotOf(id, device));
  }

  /** Returns the devices with a reading since the last call. */
  takeChanged(): TrackedDevice[] {
    const changed = [...this.#changed].flatMap((id) => {
      const device = this.#devices.get(id);
      return device === undefined ? [] : [snapshotOf(id, device)];
    });
    this.#changed.clear();
    return changed;
  }

  #deviceOf(id: string, lastStatus: Status): DeviceState {
    const known = this.#devices.get(id);
    if (known !== undefined) return known;
    const device: DeviceState = {
      received: 0,
      duplicates: 0,
      reordered: 0,
      untraced: 0,
      lastStatus,
      lastSeenMs: 0,
      partition: 0,
      earlierGaps: 0,
      runs: new Map(),
      lastRun: undefined,
    };
    this.#devices.set(id, device);
    return device;
  }
}

function snapshotOf(id: string, device: DeviceState): TrackedDevice {
  return {
    id,
    received: device.received,
    lastRun: device.lastRun?.run,
    arrivedOfRun: device.lastRun?.seen.size ?? 0,
    lastSeq: device.lastRun?.seen.max,
    gaps: device.earlierGaps + gapsOf(device),
    duplicates: device.duplicates,
    reordered: device.reordered,
    untraced: device.untraced,
    lastStatus: device.lastStatus,
    lastSeenMs: device.lastSeenMs,
  };
}

/** Returns the number of seqs that are missing below higher ones. */
function gapsOf({ runs }: DeviceState): number {
  return runs.values().reduce((sum, { seen, baseline }) => sum + seen.missingFrom(baseline), 0);
}

function track(device: DeviceState, { run, seq }: Trace): SequencePosition {
  const known = device.runs.get(run);
  if (known === undefined) {
    const seen = new SeqSet();
    seen.add(seq);
    device.lastRun = { run, seen, baseline: seq };
    device.runs.set(run, device.lastRun);
    return "first";
  }
  device.lastRun = known;
  const highest = known.seen.max ?? seq;
  if (!known.seen.add(seq)) return "duplicate";
  if (seq < highest) return "reordered";
  return seq === highest + 1 ? "next" : "gap";
}

interface DeviceState {
  received: number;
  duplicates: number;
  reordered: number;
  untraced: number;
  lastStatus: Status;
  lastSeenMs: number;
  partition: number;
  /** Of runs that are not tracked any more. */
  earlierGaps: number;
  readonly runs: Map<string, RunState>;
  lastRun: RunState | undefined;
}

interface RunState {
  readonly run: string;
  readonly seen: SeqSet;
  readonly baseline: number;
}
