import { defaultTopic } from "../../services/shared/topics.ts";
import { type PartName, partNames } from "../../services/shared/topology.ts";
import { UsageWatch } from "../../testbed/load/machine/usage-watch.ts";
import { type Bridge } from "../../testbed/pipeline/bridge.ts";
import { type ClusterSize } from "../../testbed/pipeline/cluster/cluster-size.ts";
import { type Runtime } from "../../testbed/pipeline/runtime.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { type BenchmarkContext } from "../benchmark.ts";
import { floodArrivals } from "./flood-arrivals.ts";
import { measuredRate, messages, sendFlood, shards, type Tell, warmUp, warmUpMs } from "./floods.ts";

/** Result of the floods through a pipeline. */
export interface Throughput {
  /** Readings per second. */
  readonly rate: number;
  /** Counts over all floods, the warm-up included. */
  readonly counts: { readonly lost: number; readonly duplicates: number; readonly reordered: number };
  /** Processor time of the parts during the measured floods, in seconds; `undefined` if not known. */
  readonly cpuSeconds: Readonly<Record<PartName, number | undefined>>;
}

/** A pipeline that floods go through. */
export interface FloodedPipeline {
  /** Default: as processes. */
  readonly runtime?: Runtime;
  /** Default: one of each. */
  readonly cluster?: ClusterSize;
  /** Topic of the floods; may have the level `{shard}`. */
  readonly topic?: string;
  /** Number of topics then. */
  readonly shards?: number;
}

/** Silence after which the rest of a flood counts as lost: bridges may collect batches for 10 s. */
const quietMs = 30_000;
const pollIntervalMs = 250;

/**
 * Measures a whole pipeline of its own with this bridge.
 * @throws {RunError} if nothing arrives, and the errors of the pipeline's start
 */
export async function throughPipeline(
  bridge: Bridge | undefined,
  tell: Tell,
  { traceCarrier, signal }: Pick<BenchmarkContext, "traceCarrier" | "signal">,
  { runtime = "local", cluster, topic = defaultTopic, shards: topics = shards }: FloodedPipeline = {},
): Promise<Throughput> {
  tell("start");
  await using pipeline = await startTemporaryPipeline(runtime, {
    // The pipeline's own devices make one reading each, then none for an hour.
    publisher: { MIN_INTERVAL_MS: "3600000", MAX_INTERVAL_MS: "3600000" },
    ...(bridge ? { bridge } : {}),
    ...(cluster ? { cluster } : {}),
    ...{ traceCarrier, signal },
  });
  const { hostname: host, port } = new URL(pipeline.addresses.mqttUrl);
  const target = { host, port: Number(port), topic, shards: topics, trace: traceCarrier };
  const readStatus = async () => (await pipeline.addresses.consumer.fetch("/status")).json();
  let counts: Throughput["counts"] = { lost: 0, duplicates: 0, reordered: 0 };
  const through = async (run: string) => {
    const firstSentAtMs = await sendFlood(target, run, signal);
    const wait = { messages, quietMs, intervalMs: pollIntervalMs, signal };
    const { arrived, lastSeenMs, duplicates, reordered } = await floodArrivals(run, readStatus, wait);
    counts = { lost: counts.lost + messages - arrived, duplicates, reordered };
    return { arrived, tookMs: lastSeenMs - firstSentAtMs };
  };
  await warmUp(through, warmUpMs, tell);
  await using usage = await UsageWatch.begin(pipeline);
  const rate = await measuredRate(through, tell);
  await usage[Symbol.asyncDispose]();
  const cpuSeconds = Object.fromEntries(
    partNames.map((part) => [part, usage.of(part)?.cpuSeconds]),
  ) as Throughput["cpuSeconds"];
  return { rate, counts, cpuSeconds };
}
