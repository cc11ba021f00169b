import { type HttpClient } from "../../shared/http/http-client.ts";
import { ConsumerFeed, type ConsumerSecond, type ConsumerState, type SeenDevice } from "./consumer-feed.ts";

/** State of the consumers of a group that can be reached, as one. Latencies are those of the slowest. */
export interface GroupState extends ConsumerState {
  /** Number of consumers in the group. */
  readonly consumers: number;
  /** Number of those that read. */
  readonly reading: number;
}

/** The consumers of a group as one: what each has seen, together. */
export class GroupFeed implements Disposable {
  readonly #consumers: readonly ConsumerFeed[];

  /** `run` and `onSeen`: as of {@link ConsumerFeed}. */
  constructor(consumers: readonly HttpClient[], run: string, onSeen: (device: SeenDevice) => void) {
    this.#consumers = consumers.map((consumer) => new ConsumerFeed(consumer, run, onSeen));
  }

  /** Whether at least one consumer can be reached. */
  get isReached(): boolean {
    return this.#consumers.some(({ state }) => state !== undefined);
  }

  /** `undefined` while no consumer can be reached. */
  get state(): GroupState | undefined {
    const states = this.#consumers.flatMap(({ state }) => state ?? []);
    if (states.length === 0) return undefined;
    const reading = states.filter(({ ready }) => ready).length;
    const minute = (span: keyof ConsumerState["lastMinute"]) => {
      const minutes = states.map(({ lastMinute }) => lastMinute[span]);
      return {
        count: sum(minutes.map(({ count }) => count)),
        ratePerSecond: sum(minutes.map(({ ratePerSecond }) => ratePerSecond)),
        ...slowest(minutes),
      };
    };
    return {
      since: states.map(({ since }) => since).reduce((a, b) => (a > b ? a : b)),
      ready: reading > 0,
      readAgain: sum(states.map(({ readAgain }) => readAgain)),
      unreadable: sum(states.map(({ unreadable }) => unreadable)),
      lastMinute: {
        endToEnd: minute("endToEnd"),
        toConnect: minute("toConnect"),
        fromConnect: minute("fromConnect"),
      },
      consumers: this.#consumers.length,
      reading,
    };
  }

  /** Returns what the consumers have seen of a device; `undefined` for nothing, and while none can be reached. */
  device(id: string): SeenDevice | undefined {
    const seen = this.#consumers.flatMap((consumer) => consumer.device(id) ?? []);
    return seen.length === 0 ? undefined : seen.reduce(together);
  }

  /** Returns the ids of the devices that have changed since the last call. */
  takeChanged(): string[] {
    return [...new Set(this.#consumers.flatMap((consumer) => consumer.takeChanged()))];
  }

  /** Returns the figures of the last full second, once; `undefined` while they are not known. */
  takeSecond(): ConsumerSecond | undefined {
    const seconds = this.#consumers.flatMap((consumer) => consumer.takeSecond() ?? []);
    if (seconds.length === 0) return undefined;
    return { arrived: sum(seconds.map(({ arrived }) => arrived)), ...slowest(seconds) };
  }

  [Symbol.dispose](): void {
    for (const consumer of this.#consumers) consumer[Symbol.dispose]();
  }
}

/** Returns what two consumers have seen of a device: its partition may have moved from one to the other. */
function together(a: SeenDevice, b: SeenDevice): SeenDevice {
  return {
    id: a.id,
    arrived: a.arrived + b.arrived,
    lastSeq: highest([a.lastSeq, b.lastSeq]),
    lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
    gaps: a.gaps + b.gaps,
    duplicates: a.duplicates + b.duplicates,
  };
}

/** Percentiles of several cannot be added: each is at most the highest of them. */
function slowest(all: readonly Pick<ConsumerSecond, "p50Ms" | "p99Ms">[]) {
  return {
    p50Ms: highest(all.map(({ p50Ms }) => p50Ms)) ?? null,
    p99Ms: highest(all.map(({ p99Ms }) => p99Ms)) ?? null,
  };
}

function highest(values: readonly (number | null | undefined)[]): number | undefined {
  const known = values.filter((value) => value != null);
  return known.length === 0 ? undefined : Math.max(...known);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
