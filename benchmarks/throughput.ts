import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { handWritten } from "../testbed/load/hand-written.ts";
import { UsageWatch } from "../testbed/load/usage.ts";
import { type Bridge } from "../testbed/pipeline/bridge.ts";
import { LocalPart } from "../testbed/pipeline/local/local-part.ts";
import { mosquittoProgram } from "../testbed/pipeline/local/mosquitto.ts";
import { type Pipeline, partNames } from "../testbed/pipeline/pipeline.ts";
import { freePorts, loopback } from "../testbed/pipeline/ports.ts";
import { startTemporaryPipeline } from "../testbed/pipeline/temporary-pipeline.ts";
import { figure } from "../testbed/report/load-words.ts";
import { median } from "../testbed/report/median.ts";
import { waitFor } from "../testbed/wait-for.ts";
import { type Benchmark } from "./benchmark.ts";
import { ChildProgram } from "./child-program.ts";

const rounds = 3;
const messages = 60_000;
/** JVMs and Node.js compile what they do often: before that, nothing is measured. So many floods more come first. */
const warmUps = 4;
const devices = 50;
const connections = 8;
const topic = "coffee";
const arrivalTimeoutMs = 180_000;

const floodSchema = z.object({ firstSentAtMs: z.number() });
const subscriberSchema = z.object({ lastAtMs: z.number() });
const statusSchema = z.object({
  devices: z.array(
    z.object({
      id: z.string(),
      received: z.number(),
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
        `${figure(messages)} readings of ${devices} devices over ${connections} connections at QoS 1, as fast as the broker takes them, after ${warmUps} times as many to warm up each of the three; from the first that was sent to the last that was consumed. Ratios are taken round by round; their medians are shown.`,
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
  const mosquitto = new LocalPart(
    mosquittoProgram(port, join(folder, "data"), join(folder, "mosquitto.log")),
    { started: () => undefined, failed: () => undefined },
    signal,
  );
  resources.defer(() => mosquitto.stop());
  await mosquitto.start();
  const there = { host: loopback, port, topic };
  const subscriber = resources.use(new ChildProgram("hop-subscriber.ts", { ...there, messages }, signal));
  await subscriber.next();
  for (let warmUp = 1; warmUp <= warmUps; warmUp += 1) {
    await flood({ ...there, run: `warm-up-${warmUp}`, messages }, signal);
    await subscriber.next();
    tell(`warm-up ${warmUp}/${warmUps}`);
  }
  const { firstSentAtMs } = await flood({ ...there, run: "flood", messages }, signal);
  const { lastAtMs } = subscriberSchema.parse(await subscriber.next());
  const rate = perSecond(firstSentAtMs, lastAtMs);
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
  const there = { host, port: Number(port), topic };
  for (let warmUp = 1; warmUp <= warmUps; warmUp += 1) {
    await flood({ ...there, run: `warm-up-${warmUp}`, messages }, signal);
    await arrivals(pipeline, `warm-up-${warmUp}`, messages, signal);
    tell(`warm-up ${warmUp}/${warmUps}`);
  }
  await using usage = await UsageWatch.begin(pipeline);
  const { firstSentAtMs } = await flood({ ...there, run: "flood", messages }, signal);
  const { lastSeenMs, ...counts } = await arrivals(pipeline, "flood", messages, signal);
  await usage[Symbol.asyncDispose]();
  const rate = perSecond(firstSentAtMs, lastSeenMs);
  tell(`${figure(rate)}/s`);
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
    readonly messages: number;
  },
  signal: AbortSignal,
): Promise<z.infer<typeof floodSchema>> {
  await using program = new ChildProgram("flood.ts", { ...argument, devices, connections }, signal);
  return floodSchema.parse(await program.next());
}

/** Waits until so many different readings of a run have arrived, and says what the consumer has counted of them. */
async function arrivals(pipeline: Pipeline, run: string, count: number, signal: AbortSignal) {
  const wait = {
    description: `${count} readings of ${run} to arrive`,
    timeoutMs: arrivalTimeoutMs,
    intervalMs: 250,
    signal,
  };
  return await waitFor(wait, async () => {
    const response = await fetch(`${pipeline.addresses.consumerUrl}/status`);
    const all = statusSchema
      .parse(await response.json())
      .devices.filter(({ id }) => id.startsWith(`${run}-`));
    const sum = (word: "received" | "gaps" | "duplicates" | "reordered") =>
      all.reduce((total, device) => total + device[word], 0);
    const [received, duplicates] = [sum("received"), sum("duplicates")];
    if (received - duplicates < count) throw new Error(`${received - duplicates} have`);
    return {
      ...{ duplicates, gaps: sum("gaps"), reordered: sum("reordered") },
      lastSeenMs: Math.max(...all.map(({ lastSeenMs }) => lastSeenMs)),
    };
  });
}

function perSecond(firstMs: number, lastMs: number): number {
  return (messages * 1_000) / (lastMs - firstMs);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
