import { z } from "zod";
import { type TraceCarrier } from "../../services/shared/reading/trace.ts";
import { figure } from "../../testbed/report/text/figure.ts";
import { ChildProgram } from "../child-program.ts";

/** Readings in one flood. */
export const messages = 60_000;
/**
 * Length of the floods before the measurement. JVMs and Node.js compile code that runs often: after 45 s of floods Java's
 * compilers still took a third of Connect's processor time and two fifths of Kafka's, after 95 s next to nothing.
 */
export const warmUpMs = 100_000;
/** The same for the MQTT hop alone, which has no Java. */
export const hopWarmUpMs = 20_000;
/** Floods that are measured, one after the other. */
export const measuredFloods = 3;
export const devices = 50;
export const connections = 8;
/** Usual number of topics of the devices, if the topic of a flood has the level `{shard}`. */
export const shards = 4;

const floodSchema = z.object({ firstSentAtMs: z.number() });

/** Destination of a flood: a broker and a topic, and the carrier of run and seq for those who read it. */
export interface FloodTarget {
  readonly host: string;
  readonly port: number;
  /** May have the level `{shard}`. */
  readonly topic: string;
  /** Number of topics of the devices, if it has. */
  readonly shards: number;
  readonly trace: TraceCarrier;
}

/** Shows a step of a measurement. */
export type Tell = (step: string) => void;

/** Outcome of a flood: readings, each counted once, and the milliseconds until the last of them was at the other end. */
export interface Flooded {
  readonly arrived: number;
  readonly tookMs: number;
}

/** Sends a flood with this `run`. Returns what arrived at the other end. */
export type ThroughFlood = (run: string) => Promise<Flooded>;

/** Sends a flood. Returns the time of its first reading, in milliseconds since the epoch. */
export async function sendFlood(target: FloodTarget, run: string, signal: AbortSignal): Promise<number> {
  const file = new URL("flood.ts", import.meta.url);
  const argument = { ...target, run, messages, devices, connections };
  await using program = new ChildProgram(file, argument, signal);
  return floodSchema.parse(await program.next()).firstSentAtMs;
}

/** Sends floods for this time, until programs have compiled their code. */
export async function warmUp(through: ThroughFlood, lengthMs: number, tell: Tell): Promise<void> {
  const warmAtMs = performance.now() + lengthMs;
  for (let count = 1; performance.now() < warmAtMs; count += 1) {
    const flooded = await through(`warm-up-${count}`);
    tell(`warm-up ${count}: ${figure(rateOf([flooded]))}/s`);
  }
}

/** Sends the floods that are measured. Returns readings per second. */
export async function measuredRate(through: ThroughFlood, tell: Tell): Promise<number> {
  const floods: Flooded[] = [];
  for (let count = 1; count <= measuredFloods; count += 1) floods.push(await through(`flood-${count}`));
  const rate = rateOf(floods);
  tell(`${figure(rate)}/s`);
  return rate;
}

/** Returns the readings per second that arrived of these floods. */
function rateOf(floods: readonly Flooded[]): number {
  const sum = (word: keyof Flooded) => floods.reduce((total, each) => total + each[word], 0);
  return (sum("arrived") * 1_000) / sum("tookMs");
}
