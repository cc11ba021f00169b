import { z } from "zod";
import { statuses } from "../../../services/shared/reading/reading.ts";
import { followLog } from "../../../testbed/pipeline/logs/follow-log.ts";
import { waitFor } from "../../../testbed/wait-for.ts";

const arrivedSchema = z.object({
  msg: z.literal("reading"),
  id: z.string(),
  x: z.number(),
  y: z.number(),
  status: z.enum(statuses),
  run: z.string().optional(),
  seq: z.number().optional(),
  arrival: z.string(),
  topic: z.string(),
  partition: z.number(),
  offset: z.string(),
});

/** A reading as the consumer logged it. */
export type Arrived = z.infer<typeof arrivedSchema>;

/** Readings that arrived at the consumer, from its log. */
export class ArrivalLog implements AsyncDisposable {
  readonly #arrived: Arrived[] = [];
  readonly #stop = new AbortController();
  readonly #following: Promise<void>;

  constructor(consumerLog: string) {
    this.#following = followLog(consumerLog, this.#stop.signal, (line) => {
      const parsed = arrivedSchema.safeParse(JSON.parse(line));
      if (parsed.success) this.#arrived.push(parsed.data);
    });
  }

  /** Returns the readings of a device so far, in the order of arrival. */
  of(device: string): Arrived[] {
    return this.#arrived.filter(({ id }) => id === device);
  }

  /** Waits for an arrival of this device that matches, and returns it. */
  async waitFor(
    device: string,
    description: string,
    matches: (arrived: Arrived) => boolean,
  ): Promise<Arrived> {
    return await waitFor({ description: `${device}: ${description}`, timeoutMs: 30_000 }, () =>
      this.of(device).find(matches),
    );
  }

  /** Waits until `count` more readings of a device have arrived. */
  async waitForMore(device: string, count: number): Promise<void> {
    const wanted = this.of(device).length + count;
    await waitFor({ description: `${count} more readings of ${device}`, timeoutMs: 60_000 }, () =>
      this.of(device).length >= wanted ? true : undefined,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }
}
