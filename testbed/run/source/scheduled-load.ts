import { z } from "zod";
import { type DelayPercentiles } from "../../../services/shared/event-loop-delay.ts";
import { type HttpClient } from "../../../services/shared/http/http-client.ts";
import { waitFor } from "../../wait-for.ts";
import { untilTime } from "../until-time.ts";
import { type LoadSource } from "./load-source.ts";

const answerTimeoutMs = 2_000;
const overTimeoutMs = 60_000;

const paceSchema = z.object({
  beganAt: z.number().nullable(),
  over: z.boolean(),
  givenUp: z.number(),
  eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
});

/** A load of fixed length (LOAD_LENGTH_MS) that the publisher makes from its start without requests. */
export class ScheduledLoad implements LoadSource {
  readonly firstPhase = "warm-up";
  readonly isOpenEnded = false;
  /** The publisher makes no other readings. */
  readonly madeFrom = Number.NEGATIVE_INFINITY;
  /** End of the warm-up, in µs of the monotonic clock. */
  readonly loadBegins: number;
  readonly #publisher: HttpClient;
  #givenUp: number | undefined;

  private constructor(publisher: HttpClient, loadBegins: number) {
    this.#publisher = publisher;
    this.loadBegins = loadBegins;
  }

  /** Reads the start time of the publisher's load. @throws Error if it has none */
  static async of(publisher: HttpClient, warmUpMs: number): Promise<ScheduledLoad> {
    const { beganAt } = await pace(publisher);
    if (beganAt === null) throw new Error("the publisher has no load");
    return new ScheduledLoad(publisher, beganAt + warmUpMs * 1_000);
  }

  /** Does nothing: the load starts with the publisher. */
  begin(): Promise<void> {
    return Promise.resolve();
  }

  /** Waits until the warm-up is over. */
  async untilLoad(signal: AbortSignal): Promise<number> {
    await untilTime(this.loadBegins, signal);
    return this.loadBegins;
  }

  /** Waits until the publisher has made or given up every reading that was due. @throws {TimeoutError} after a minute */
  async end(signal: AbortSignal): Promise<void> {
    const wait = { description: "the publisher's load to be over", timeoutMs: overTimeoutMs, signal };
    this.#givenUp = await waitFor(wait, async () => {
      const { over, givenUp } = await pace(this.#publisher);
      return over ? givenUp : undefined;
    });
  }

  /** Number of readings that were due and will not be made; `undefined` before the end of the load. */
  get givenUp(): number | undefined {
    return this.#givenUp;
  }

  /** Returns the event-loop delay of the publisher; `undefined` if it does not answer. */
  async publisherDelayMs(): Promise<DelayPercentiles | undefined> {
    const answer = await pace(this.#publisher).catch(() => undefined);
    return answer?.eventLoopDelayMs;
  }
}

async function pace(publisher: HttpClient): Promise<z.infer<typeof paceSchema>> {
  const response = await publisher.fetch("/pace", { signal: AbortSignal.timeout(answerTimeoutMs) });
  return paceSchema.parse(await response.json());
}
