import { EventSource } from "eventsource";
import { z } from "zod";
import { type HttpClient } from "../../shared/http/http-client.ts";

/** Time after which a consumer that has refused is asked again: seldom enough for a wrong token to shut out nobody (token-check.ts). */
const refusedRetryMs = 10_000;
/** The consumer counts as unreachable without any event for this long: it sends at least one a second. */
const silenceTimeoutMs = 2_500;

const latencies = z.object({
  count: z.number(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  ratePerSecond: z.number(),
});

const deviceSchema = z.object({
  id: z.string(),
  lastRun: z.string().optional(),
  arrivedOfRun: z.number(),
  lastSeq: z.number().optional(),
  lastSeenMs: z.number(),
  gaps: z.number(),
  duplicates: z.number(),
});

const stateSchema = z.object({
  since: z.string(),
  ready: z.boolean(),
  readAgain: z.number(),
  unreadable: z.number(),
  lastMinute: z.object({ endToEnd: latencies, toConnect: latencies, fromConnect: latencies }),
  devices: z.array(deviceSchema),
});

const secondSchema = z.object({
  arrived: z.number(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});

/** State of the consumer by its own account. */
export type ConsumerState = Omit<z.infer<typeof stateSchema>, "devices">;

/** Readings that arrived in one second. */
export type ConsumerSecond = z.infer<typeof secondSchema>;

/** Readings of a device that the consumer has seen. */
export interface SeenDevice {
  readonly id: string;
  /** Number of readings of the present run. */
  readonly arrived: number;
  /** Highest seq of the present run; `undefined` before the first. */
  readonly lastSeq: number | undefined;
  /** Time of the last reading of any run; milliseconds since the epoch. */
  readonly lastSeenMs: number;
  readonly gaps: number;
  readonly duplicates: number;
}

/** A subscription to the consumer's `GET /events` that is renewed whenever it is lost. */
export class ConsumerFeed implements Disposable {
  readonly #run: string;
  readonly #onSeen: (device: SeenDevice) => void;
  readonly #consumer: HttpClient;
  #source: EventSource;
  #retry: NodeJS.Timeout | undefined;
  readonly #devices = new Map<string, SeenDevice>();
  readonly #changed = new Set<string>();
  #state: ConsumerState | undefined;
  #second: ConsumerSecond | undefined;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  /** `run`: the present run of the publisher. `onSeen` is called with each device of which more has been seen. */
  constructor(consumer: HttpClient, run: string, onSeen: (device: SeenDevice) => void) {
    this.#run = run;
    this.#onSeen = onSeen;
    this.#consumer = consumer;
    this.#source = this.#open();
  }

  /** `undefined` while the consumer cannot be reached. */
  get state(): ConsumerState | undefined {
    return performance.now() - this.#heardAtMs > silenceTimeoutMs ? undefined : this.#state;
  }

  /** Returns what the consumer has seen of a device; `undefined` for nothing, and while the consumer cannot be reached. */
  device(id: string): SeenDevice | undefined {
    return this.state && this.#devices.get(id);
  }

  /** Returns the ids of the devices that have changed since the last call. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** Returns the figures of the last full second, once; `undefined` while they are not known. */
  takeSecond(): ConsumerSecond | undefined {
    const second = this.#second;
    this.#second = undefined;
    return second;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#retry);
    this.#source.close();
  }

  #open(): EventSource {
    const source = new EventSource(`${this.#consumer.url}/events`, {
      fetch: (_url, init) => this.#consumer.fetch("/events", init),
    });
    source.addEventListener("hello", () => this.#devices.clear());
    source.addEventListener("state", ({ data }) => this.#takeState(data));
    source.addEventListener("second", ({ data }) => {
      this.#second = parsed(secondSchema, data);
    });
    source.addEventListener("error", () => {
      this.#heardAtMs = Number.NEGATIVE_INFINITY;
      // It connects again after a loss, but not after a refusal, such as that of a token that was changed here later than there.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#retry = setTimeout(() => {
        this.#source = this.#open();
      }, refusedRetryMs);
    });
    return source;
  }

  #takeState(data: string): void {
    const told = parsed(stateSchema, data);
    // Other content comes from another program, not from our consumer, and arrivals stay unknown.
    if (told === undefined) return;
    const { devices, ...state } = told;
    this.#heardAtMs = performance.now();
    this.#state = state;
    for (const device of devices) {
      const seen = seenDevice(device, this.#run);
      this.#devices.set(seen.id, seen);
      this.#changed.add(seen.id);
      this.#onSeen(seen);
    }
  }
}

function seenDevice(device: z.infer<typeof deviceSchema>, run: string): SeenDevice {
  const { id, lastSeenMs, gaps, duplicates } = device;
  const isOfRun = device.lastRun === run;
  return {
    id,
    arrived: isOfRun ? device.arrivedOfRun : 0,
    lastSeq: isOfRun ? device.lastSeq : undefined,
    lastSeenMs,
    gaps,
    duplicates,
  };
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
