import { z } from "zod";
import { defaultTopic } from "../../services/shared/topics.ts";
import { partNames } from "../../services/shared/topology.ts";
import { UsageWatch } from "../../testbed/load/machine/usage-watch.ts";
import { type Bridge } from "../../testbed/pipeline/bridge.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { measuredRate, messages, sendFlood, type Tell, warmUp } from "./floods.ts";

/** Result of the floods through a pipeline. */
export interface Throughput {
  /** Readings per second. */
  readonly rate: number;
  /** Counts of the consumer over all floods. */
  readonly counts: { readonly gaps: number; readonly duplicates: number; readonly reordered: number };
  /** The counts and the processor time of the parts, for people. */
  readonly account: string;
}

const arrivalTimeoutMs = 180_000;

const statusSchema = z.object({
  devices: z.array(
    z.object({
      lastRun: z.string().optional(),
      arrivedOfRun: z.number(),
      gaps: z.number(),
      duplicates: z.number(),
      reordered: z.number(),
      lastSeenMs: z.number(),
    }),
  ),
});

/** Measures a whole pipeline of its own with this bridge. */
export async function throughPipeline(
  bridge: Bridge | undefined,
  tell: Tell,
  signal: AbortSignal,
): Promise<Throughput> {
  tell("start");
  await using pipeline = await startTemporaryPipeline("local", {
    // The pipeline's own devices make one reading each, then none for an hour.
    publisher: { MIN_INTERVAL_MS: "3600000", MAX_INTERVAL_MS: "3600000" },
    ...(bridge ? { bridge } : {}),
    signal,
  });
  const { hostname: host, port } = new URL(pipeline.addresses.mqttUrl);
  const target = { host, port: Number(port), topic: defaultTopic };
  let counts: Throughput["counts"] = { gaps: 0, duplicates: 0, reordered: 0 };
  const through = async (run: string) => {
    const firstSentAtMs = await sendFlood(target, run, signal);
    const { lastSeenMs, ...counted } = await arrivals(pipeline, run, signal);
    counts = counted;
    return lastSeenMs - firstSentAtMs;
  };
  await warmUp(through, tell);
  await using usage = await UsageWatch.begin(pipeline);
  const rate = await measuredRate(through, tell);
  await usage[Symbol.asyncDispose]();
  const { gaps, duplicates, reordered } = counts;
  const cpu = partNames.map((part) => `${part} ${usage.of(part)?.cpuSeconds.toFixed(1)}`);
  return {
    ...{ rate, counts },
    account: `${gaps} lost, ${duplicates} repeated, ${reordered} reordered, processor seconds ${cpu.join(", ")}`,
  };
}

/** Waits until a flood has arrived. Returns the consumer's counts of all floods so far. */
async function arrivals(pipeline: Pipeline, run: string, signal: AbortSignal) {
  const wait = {
    description: `the ${messages} readings of ${run} to arrive`,
    timeoutMs: arrivalTimeoutMs,
    intervalMs: 250,
    signal,
  };
  return await waitFor(wait, async () => {
    const response = await fetch(`${pipeline.addresses.consumerUrl}/status`);
    const { devices: seen } = statusSchema.parse(await response.json());
    const sum = (word: "arrivedOfRun" | "gaps" | "duplicates" | "reordered", of = seen) =>
      of.reduce((total, device) => total + device[word], 0);
    const ofRun = seen.filter(({ lastRun }) => lastRun === run);
    const arrived = sum("arrivedOfRun", ofRun);
    if (arrived < messages) throw new Error(`${arrived} have`);
    return {
      ...{ duplicates: sum("duplicates"), gaps: sum("gaps"), reordered: sum("reordered") },
      lastSeenMs: Math.max(...ofRun.map(({ lastSeenMs }) => lastSeenMs)),
    };
  });
}
