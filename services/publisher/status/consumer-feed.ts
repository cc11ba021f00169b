import { EventSource } from "eventsource";
import { z } from "zod";

/** Without any event for so long the consumer counts as away: it sends at least one a second. */
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

/** What the consumer says of itself. */
export type FarEndState = Omit<z.infer<typeof stateSchema>, "devices">;
/** What the consumer has seen of a device. */
export type FarEndDevice = z.infer<typeof deviceSchema>;
/** What arrived in one second. */
export type FarEndSecond = z.infer<typeof secondSchema>;

/** Listens to the consumer's `GET /events`; connects again whenever it has lost it. */
export class FarEnd implements Disposable {
  readonly #source: EventSource;
  readonly #devices = new Map<string, FarEndDevice>();
  /** The devices that said something new since somebody asked. */
  readonly #changed = new Set<string>();
  #state: FarEndState | undefined;
  #second: FarEndSecond | undefined;
  #heardAtMs = Number.NEGATIVE_INFINITY;

  /** `onSeen` is told of every device as its arrivals change. */
  constructor(consumerUrl: string, onSeen: (device: FarEndDevice) => void) {
    this.#source = new EventSource(`${consumerUrl}/events`);
    this.#source.addEventListener("hello", () => this.#devices.clear());
    this.#source.addEventListener("state", ({ data }) => {
      const said = parsed(stateSchema, data);
      // Whoever speaks otherwise is not our consumer, and what arrives stays unknown.
      if (said === undefined) return;
      const { devices, ...state } = said;
      this.#heardAtMs = performance.now();
      this.#state = state;
      for (const device of devices) {
        this.#devices.set(device.id, device);
        this.#changed.add(device.id);
        onSeen(device);
      }
    });
    this.#source.addEventListener("second", ({ data }) => {
      this.#second = parsed(secondSchema, data);
    });
    this.#source.addEventListener("error", () => {
      this.#heardAtMs = Number.NEGATIVE_INFINITY;
    });
  }

  /** `undefined` while the consumer cannot be reached. */
  get state(): FarEndState | undefined {
    return performance.now() - this.#heardAtMs > silenceTimeoutMs ? undefined : this.#state;
  }

  /** What arrived of every device, by its id; `undefined` while the consumer cannot be reached. */
  get devices(): ReadonlyMap<string, FarEndDevice> | undefined {
    return this.state && this.#devices;
  }

  /** The ids of the devices of which something has changed since this was asked last. */
  takeChanged(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** What the second that ended last had, once; `undefined` while that is not known. */
  takeSecond(): FarEndSecond | undefined {
    const second = this.#second;
    this.#second = undefined;
    return second;
  }

  [Symbol.dispose](): void {
    this.#source.close();
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
