import { z } from "zod";
import { counted } from "../../testbed/counted.ts";
import { RunError } from "../../testbed/run/run-error.ts";
import { waitFor } from "../../testbed/wait-for.ts";

/** Arrivals of a flood at the consumer, and its counts of all readings so far. */
export interface FloodArrivals {
  /** Different readings of the flood. */
  readonly arrived: number;
  readonly duplicates: number;
  readonly reordered: number;
  /** The latest of them, in milliseconds since the epoch. */
  readonly lastSeenMs: number;
}

/** A wait for a flood's arrivals. */
export interface FloodWait {
  /** Readings in the flood. */
  readonly messages: number;
  /** Time without another arrival after which the rest counts as lost. Bridges that collect batches can be silent for 10 s. */
  readonly quietMs: number;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

const statusSchema = z.object({
  unreadable: z.object({ count: z.number() }),
  devices: z.array(
    z.object({
      lastRun: z.string().optional(),
      arrivedOfRun: z.number(),
      duplicates: z.number(),
      reordered: z.number(),
      untraced: z.number(),
      lastSeenMs: z.number(),
    }),
  ),
});

type Status = z.infer<typeof statusSchema>;
type Count = "arrivedOfRun" | "duplicates" | "reordered" | "untraced";

/** Limit of a flood that goes on arriving. */
const arrivalTimeoutMs = 600_000;

/**
 * Waits until a flood has arrived, or nothing more of it does. `readStatus`: reads the consumer's status.
 * @throws {RunError} if nothing of it arrives, with the reason if it can be told
 * @throws {TimeoutError} if it goes on arriving for ten minutes
 */
export async function floodArrivals(
  run: string,
  readStatus: () => Promise<unknown>,
  { messages, quietMs, intervalMs, signal }: FloodWait,
): Promise<FloodArrivals> {
  let arrived = 0;
  let grewAtMs = performance.now();
  const wait = {
    description: `the ${messages} readings of ${run} to arrive`,
    timeoutMs: arrivalTimeoutMs,
    intervalMs,
    signal,
  };
  const found = await waitFor(wait, async () => {
    const status = statusSchema.parse(await readStatus());
    const ofRun = status.devices.filter(({ lastRun }) => lastRun === run);
    const present = sum(ofRun, "arrivedOfRun");
    if (present > arrived) grewAtMs = performance.now();
    arrived = present;
    const isQuiet = performance.now() - grewAtMs >= quietMs;
    if (arrived < messages && !isQuiet) throw new Error(`${arrived} have`);
    return {
      status,
      arrived,
      duplicates: sum(status.devices, "duplicates"),
      reordered: sum(status.devices, "reordered"),
      lastSeenMs: Math.max(...ofRun.map(({ lastSeenMs }) => lastSeenMs)),
    };
  });
  const { status, ...arrivals } = found;
  if (arrived === 0)
    throw new RunError(`no reading of ${run} arrived in ${quietMs / 1_000} s${reasonIn(status)}`);
  return arrivals;
}

/** Returns what the consumer has instead of the readings of a flood, as the end of a sentence; "" if it has nothing. */
function reasonIn({ devices, unreadable }: Status): string {
  const untraced = sum(devices, "untraced");
  if (untraced > 0)
    return `: ${counted(untraced, "reading")} came without run and seq, as from a bridge that drops user properties (--trace payload)`;
  return unreadable.count > 0 ? `: ${counted(unreadable.count, "record")} could not be read` : "";
}

function sum(devices: Status["devices"], word: Count): number {
  return devices.reduce((total, device) => total + device[word], 0);
}
