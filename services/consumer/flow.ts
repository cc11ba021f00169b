import { type Latencies, LatencyWindow } from "../shared/latency-window.ts";

/** When a reading was where; milliseconds since the epoch. */
export interface Passage {
  /** Made by its publisher (`sent-at`); `undefined` for a foreign publisher's. */
  readonly madeAtMs: number | undefined;
  /** When Kafka Connect handed it to Kafka: the record's timestamp, where the topic keeps CreateTime (KIP-32). */
  readonly recordedAtMs: number;
  readonly consumedAtMs: number;
}

/** What came in one second. */
export interface FlowSecond {
  /** How many readings arrived, duplicates too. */
  readonly arrived: number;
  /** Latencies from the device to here, of those that say when they were made. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** How readings arrive: how many a second, and how long they took to where. Pure. */
export class Flow {
  readonly #endToEnd = new LatencyWindow();
  readonly #toConnect = new LatencyWindow();
  readonly #fromConnect = new LatencyWindow();

  /** Takes a reading that arrived. */
  add({ madeAtMs, recordedAtMs, consumedAtMs }: Passage): void {
    this.#fromConnect.add(consumedAtMs - recordedAtMs);
    if (madeAtMs === undefined) return;
    this.#endToEnd.add(consumedAtMs - madeAtMs);
    this.#toConnect.add(recordedAtMs - madeAtMs);
  }

  /** The present second is over: says what it had. */
  endSecond(): FlowSecond {
    this.#toConnect.endSecond();
    const { p50Ms, p99Ms } = this.#endToEnd.endSecond();
    return { arrived: this.#fromConnect.endSecond().count, p50Ms, p99Ms };
  }

  /** The last minute: from the device to here, from the device to Kafka Connect, and from there to here. */
  get lastMinute(): Readonly<
    Record<"endToEnd" | "toConnect" | "fromConnect", Latencies & { readonly ratePerSecond: number }>
  > {
    return {
      endToEnd: this.#endToEnd.lastMinute,
      toConnect: this.#toConnect.lastMinute,
      fromConnect: this.#fromConnect.lastMinute,
    };
  }
}
