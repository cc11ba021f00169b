import { type LatencySummary, LatencyWindow, type MinuteSummary } from "../shared/latency-window.ts";

/** Times of a consumed reading, in milliseconds since the epoch. */
export interface ReadingTimes {
  /** The publisher's `sent-at`; `undefined` for a foreign publisher. */
  readonly madeAtMs: number | undefined;
  /**
   * The record's timestamp: when Kafka Connect received the message from the broker, or, with another bridge, produced the
   * record; when Kafka appended it, if the topic has LogAppendTime (KIP-32).
   */
  readonly recordedAtMs: number;
  readonly consumedAtMs: number;
}

/** Rate and latency of one second. */
export interface SecondSummary {
  /** Consumed readings, including duplicates. */
  readonly arrived: number;
  /** Latency from device to consumer, over the readings with a `sent-at`. */
  readonly p50Ms: LatencySummary["p50Ms"];
  readonly p99Ms: LatencySummary["p99Ms"];
}

/** Rate and latency of the consumed readings. Pure. */
export class FlowStatistics {
  readonly #endToEnd = new LatencyWindow();
  readonly #toConnect = new LatencyWindow();
  readonly #fromConnect = new LatencyWindow();

  /** Adds a consumed reading. */
  add({ madeAtMs, recordedAtMs, consumedAtMs }: ReadingTimes): void {
    this.#fromConnect.add(consumedAtMs - recordedAtMs);
    if (madeAtMs === undefined) return;
    this.#endToEnd.add(consumedAtMs - madeAtMs);
    this.#toConnect.add(recordedAtMs - madeAtMs);
  }

  /** Ends the current second and returns its summary. */
  endSecond(): SecondSummary {
    this.#toConnect.endSecond();
    const { p50Ms, p99Ms } = this.#endToEnd.endSecond();
    return { arrived: this.#fromConnect.endSecond().count, p50Ms, p99Ms };
  }

  /** The last minute: device to consumer, device to Kafka Connect, Kafka Connect to consumer. */
  get lastMinute(): Readonly<Record<"endToEnd" | "toConnect" | "fromConnect", MinuteSummary>> {
    return {
      endToEnd: this.#endToEnd.lastMinute,
      toConnect: this.#toConnect.lastMinute,
      fromConnect: this.#fromConnect.lastMinute,
    };
  }
}
