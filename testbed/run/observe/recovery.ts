import { type PairedReading } from "./paired-readings.ts";

/** Properties of a fault that decide what its recovery is. */
export interface RecoveryRules {
  /** Least time by which the fault delays a reading that meets it; Infinity: until its healing. */
  readonly holdsUpMs: number;
  /** At QoS 0 readings made during the fault may be gone. */
  readonly qos: 0 | 1 | 2;
}

/** Readings of the devices of one partition that can show its recovery; times in µs of the monotonic clock. */
interface Traffic {
  readonly firstMadeAt: number;
  lastMadeAt: number;
  /** First arrival that shows the recovery. */
  arrivedAt: number | undefined;
}

/** Stands for the partition of devices of which nothing arrived before the fault. */
const unknownPartition = "unknown";

/** Partition of the Kafka topic; `undefined` if the consumer does not state it. */
type Partition = number | undefined | typeof unknownPartition;

/** Tolerance of timers, in µs: those of Node.js can fire up to a millisecond early. */
const timerMicros = 1_000;

/**
 * Recovery from a fault: the first arrivals after the healing of readings that were made after the injection, one in every
 * partition that had such readings. So each of them has passed the broken place. If the fault only delays readings, they
 * arrive within twice the 99th percentile of the latencies before it. Pure; times in µs of the monotonic clock.
 *
 *     traffic before ──▶ injected ── passed? ──▶ healing ── first arrivals ──▶ recovered
 *                            └── readings made from here on count ──────────────┘
 */
export class Recovery {
  readonly #holdsUpMicros: number;
  /** Whether only readings made after the healing can show the recovery. */
  readonly #needsMadeAfterHealing: boolean;
  /** Partition of each device before the fault. */
  readonly #partitions = new Map<string, number | undefined>();
  /** Latencies before the fault. */
  #latencies: number[] = [];
  readonly #traffic = new Map<Partition, Traffic>();
  #measureFrom = Number.NEGATIVE_INFINITY;
  #injectedAt = Number.POSITIVE_INFINITY;
  #healingAt = Number.POSITIVE_INFINITY;
  /** Largest latency after the fault that is as before; known when the first one is compared with it. */
  #restoredMicros: number | undefined;
  #lastMadeAt = Number.NEGATIVE_INFINITY;
  #passed = 0;

  constructor({ holdsUpMs, qos }: RecoveryRules) {
    this.#holdsUpMicros = holdsUpMs * 1_000;
    this.#needsMadeAfterHealing = qos === 0 || Number.isFinite(holdsUpMs);
  }

  /** Begins to measure latencies before the fault, anew: those of readings made from this time on. */
  measureFrom(at: number): void {
    this.#measureFrom = at;
    this.#latencies = [];
  }

  /** Notes that the fault is in force. To be called before facts of later times are added. */
  onInjected(at: number): void {
    this.#injectedAt = at;
  }

  /** Notes the start of the healing. To be called before facts of later times are added. */
  onHealing(at: number): void {
    this.#healingAt = at;
  }

  /** Adds the making of a reading. */
  made(device: string, at: number): void {
    if (at < (this.#needsMadeAfterHealing ? this.#healingAt : this.#injectedAt)) return;
    this.#lastMadeAt = Math.max(this.#lastMadeAt, at);
    this.#trafficOf(device, at);
  }

  /** Adds the first arrival of a reading. */
  arrived({ device, partition, madeAt, consumedAt }: PairedReading): void {
    const latency = consumedAt - madeAt;
    if (consumedAt < this.#injectedAt) {
      this.#partitions.set(device, partition);
      if (Number.isFinite(this.#holdsUpMicros) && madeAt >= this.#measureFrom) this.#latencies.push(latency);
    } else if (madeAt >= this.#injectedAt) {
      if (consumedAt >= this.#healingAt) this.#recovered(device, madeAt, consumedAt);
      else if (latency < this.#holdsUpMicros - timerMicros) this.#passed += 1;
    }
  }

  /** Number of readings that were made during the fault and arrived before its healing as if there were none. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether readings were made that can show a recovery from this time on. */
  canShowFrom(at: number): boolean {
    return !this.#needsMadeAfterHealing || this.#lastMadeAt >= at;
  }

  /** Time of the recovery; `undefined` if there is none. */
  get recoveredAt(): number | undefined {
    // Their readings may be filtered: they show nothing beside others.
    const isTold = (partition: Partition) => partition !== unknownPartition || this.#traffic.size === 1;
    const told = [...this.#traffic].flatMap(([partition, each]) => (isTold(partition) ? [each] : []));
    const all = told.sort((a, b) => a.firstMadeAt - b.firstMadeAt);
    const firstAt = Math.min(...all.flatMap(({ arrivedAt }) => arrivedAt ?? []));
    let recoveredAt: number | undefined;
    for (const { firstMadeAt, lastMadeAt, arrivedAt } of all) {
      // Partitions without traffic until then say nothing of the time before it.
      if (recoveredAt !== undefined && firstMadeAt > recoveredAt) break;
      // All its readings were made while the fault could still hold them up, or lose them.
      if (arrivedAt === undefined && this.#needsMadeAfterHealing && lastMadeAt <= firstAt) continue;
      if (arrivedAt === undefined) return undefined;
      recoveredAt = Math.max(recoveredAt ?? arrivedAt, arrivedAt);
    }
    return recoveredAt;
  }

  #recovered(device: string, madeAt: number, consumedAt: number): void {
    if (Number.isFinite(this.#holdsUpMicros) && consumedAt - madeAt > this.#restored) return;
    const traffic = this.#trafficOf(device, madeAt);
    traffic.arrivedAt = Math.min(traffic.arrivedAt ?? consumedAt, consumedAt);
  }

  /** The facts of before the fault have been added by now, also by a reader that is behind. */
  get #restored(): number {
    this.#restoredMicros ??= this.#twiceTheUsual ?? this.#holdsUpMicros;
    return this.#restoredMicros;
  }

  get #twiceTheUsual(): number | undefined {
    const usual = this.#latencies.toSorted((a, b) => a - b)[Math.floor(this.#latencies.length * 0.99)];
    return usual === undefined ? undefined : 2 * usual;
  }

  #trafficOf(device: string, madeAt: number): Traffic {
    const partition = this.#partitions.has(device) ? this.#partitions.get(device) : unknownPartition;
    const known = this.#traffic.get(partition);
    if (known !== undefined) {
      known.lastMadeAt = Math.max(known.lastMadeAt, madeAt);
      return known;
    }
    const traffic: Traffic = { firstMadeAt: madeAt, lastMadeAt: madeAt, arrivedAt: undefined };
    this.#traffic.set(partition, traffic);
    return traffic;
  }
}
