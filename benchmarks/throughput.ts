import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { defaultTopic } from "../services/shared/topics.ts";
import { partNames } from "../services/shared/topology.ts";
import { handWritten } from "../testbed/load/hand-written.ts";
import { UsageWatch } from "../testbed/load/usage.ts";
import { type Bridge } from "../testbed/pipeline/bridge.ts";
import { mosquittoProgram } from "../testbed/pipeline/local/mosquitto-program.ts";
import { type Pipeline } from "../testbed/pipeline/pipeline.ts";
import { freePorts, loopback } from "../testbed/pipeline/ports.ts";
import { ProcessPart } from "../testbed/pipeline/processes/process-part.ts";
import { startTemporaryPipeline } from "../testbed/pipeline/temporary-pipeline.ts";
import { figure } from "../testbed/report/load/load-words.ts";
import { median } from "../testbed/report/median.ts";
import { waitFor } from "../testbed/wait-for.ts";
import { type Benchmark } from "./benchmark.ts";
import { ChildProgram } from "./child-program.ts";

const rounds = 3;
/** In one flood. */
const messages = 60_000;
/**
 * Floods for so long come first, for each of the three. JVMs and Node.js compile what they do often: after 45 s of floods
 * Java's compilers still took a third of Connect's processor time and two fifths of Kafka's, after 95 s next to nothing.
 */
const warmUpMs = 120_000;
/** So many floods are measured then, one after the other. */
const floods = 3;
const devices = 50;
const connections = 8;
const arrivalTimeoutMs = 180_000;

const floodSchema = z.object({ firstSentAtMs: z.number() });
const subscriberSchema = z.object({ lastAtMs: z.number() });
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

/** How fast readings go through, unpaced: through the whole pipeline, the hand-written bridge's, and the MQTT hop alone. */
export const throughput: Benchmark = {
  name: "throughput",
  runtimes: ["local"],
  async run(progress, signal) {
    const rates = { hop: [] as number[], ours: [] as number[], handWritten: [] as number[] };
    const counts = { lost: 0, duplicates: 0, reordered: 0 };
    const details: string[] = [];
    // Interleaved, so that a machine that is slow for a while is so for all of them.
    for (let round = 1; round <= rounds; round += 1) {
      const tell = (words: string) => (step: string) =>
        progress(`round ${round}/${rounds}: ${words}: ${step}`);
      const hop = await throughHop(tell("the MQTT hop alone"), signal);
      const ours = await throughPipeline(undefined, tell("our pipeline"), signal);
      const theirs = await throughPipeline(handWritten, tell("the hand-written bridge"), signal);
      rates.hop.push(hop);
      rates.ours.push(ours.rate);
      rates.handWritten.push(theirs.rate);
      counts.lost += ours.counts.gaps;
      counts.duplicates += ours.counts.duplicates;
      counts.reordered += ours.counts.reordered;
      details.push(
        `Round ${round}: the hop alone ${figure(hop)}/s; ours ${figure(ours.rate)}/s, ${ours.account}; hand-written ${figure(theirs.rate)}/s, ${theirs.account}.`,
      );
    }
    const ratio = (other: readonly number[]) =>
      median(rates.ours.map((rate, index) => rate / (other[index] ?? Number.NaN)));
    return {
      figures: {
        readingsPerSecond: Math.round(median(rates.ours)),
        timesHandWritten: hundredths(ratio(rates.handWritten)),
        shareOfHop: hundredths(ratio(rates.hop)),
        ...counts,
      },
      details: [
        `${floods} times ${figure(messages)} readings of ${devices} devices over ${connections} connections at QoS 1, as fast as the broker takes them, after ${warmUpMs / 1_000} s of the same to warm up each of the three; each from the first that was sent to the last that was consumed. What was lost, repeated or reordered is of the warm-up, too. Ratios are taken round by round; their medians are shown.`,
        ...details,
      ],
    };
  },
};

type Tell = (step: string) => void;

/** Flood → Mosquitto → one subscriber. Readings per second. */
async function throughHop(tell: Tell, signal: AbortSignal): Promise<number> {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "hop-"));
  resources.defer(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "data"));
  const [port = 0] = await freePorts(1);
  const mosquitto = new ProcessPart(
    mosquittoProgram(port, join(folder, "data"), join(folder, "mosquitto.log")),
    { signal },
  );
  resources.defer(() => mosquitto.stop());
  await mosquitto.start();
  const there = { host: loopback, port, topic: defaultTopic };
  const subscriber = resources.use(new ChildProgram("hop-subscriber.ts", { ...there, messages }, signal));
  await subscriber.next();
  const through = async (run: string) => {
    const { firstSentAtMs } = await flood({ ...there, run }, signal);
    const { lastAtMs } = subscriberSchema.parse(await subscriber.next());
    return lastAtMs - firstSentAtMs;
  };
  await warmUp(through, tell);
  return await measuredRate(through, tell);
}

/** Sends a flood with this `run`, and resolves with the milliseconds that it took to the far end. */
type ThroughFlood = (run: string) => Promise<number>;

async function warmUp(through: ThroughFlood, tell: Tell): Promise<void> {
  const warmAtMs = performance.now() + warmUpMs;
  for (let count = 1; performance.now() < warmAtMs; count += 1) {
    const tookMs = await through(`warm-up-${count}`);
    tell(`warm-up ${count}: ${figure((messages * 1_000) / tookMs)}/s`);
  }
}

/** Readings per second. */
async function measuredRate(through: ThroughFlood, tell: Tell): Promise<number> {
  let tookMs = 0;
  for (let count = 1; count <= floods; count += 1) tookMs += await through(`flood-${count}`);
  const rate = (floods * messages * 1_000) / tookMs;
  tell(`${figure(rate)}/s`);
  return rate;
}

/** Flood → the whole pipeline. Readings per second, and what the consumer says of them. */
async function throughPipeline(
  bridge: Bridge | undefined,
  tell: Tell,
  signal: AbortSignal,
): Promise<Throughput> {
  tell("start");
  await using pipeline = await startTemporaryPipeline("local", {
    // Its own devices say one word and are silent.
    publisher: { MIN_INTERVAL_MS: "3600000", MAX_INTERVAL_MS: "3600000" },
    ...(bridge ? { bridge } : {}),
    signal,
  });
  const { hostname: host, port } = new URL(pipeline.addresses.mqttUrl);
  const there = { host, port: Number(port), topic: defaultTopic };
  let counts: Throughput["counts"] = { gaps: 0, duplicates: 0, reordered: 0 };
  const through = async (run: string) => {
    const { firstSentAtMs } = await flood({ ...there, run }, signal);
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
    rate,
    counts,
    account: `${gaps} lost, ${duplicates} repeated, ${reordered} reordered, processor seconds ${cpu.join(", ")}`,
  };
}

/** What a flood through a pipeline came to. */
interface Throughput {
  readonly rate: number;
  /** By the consumer. */
  readonly counts: { readonly gaps: number; readonly duplicates: number; readonly reordered: number };
  /** For people. */
  readonly account: string;
}

async function flood(
  argument: {
    readonly host: string;
    readonly port: number;
    readonly topic: string;
    readonly run: string;
  },
  signal: AbortSignal,
): Promise<z.infer<typeof floodSchema>> {
  await using program = new ChildProgram("flood.ts", { ...argument, messages, devices, connections }, signal);
  return floodSchema.parse(await program.next());
}

/** Waits until a flood has arrived, and says what the consumer has counted of all floods so far. */
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

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
