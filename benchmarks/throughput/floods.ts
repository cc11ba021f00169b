import { z } from "zod";
import { figure } from "../../testbed/report/text/figure.ts";
import { ChildProgram } from "../child-program.ts";

/** Readings in one flood. */
export const messages = 60_000;
/**
 * Length of the floods before the measurement. JVMs and Node.js compile code that runs often: after 45 s of floods Java's
 * compilers still took a third of Connect's processor time and two fifths of Kafka's, after 95 s next to nothing.
 */
export const warmUpMs = 120_000;
/** Floods that are measured, one after the other. */
export const measuredFloods = 3;
export const devices = 50;
export const connections = 8;

const floodSchema = z.object({ firstSentAtMs: z.number() });

/** Destination of a flood: a broker and a topic. */
export interface FloodTarget {
  readonly host: string;
  readonly port: number;
  readonly topic: string;
}

/** Shows a step of a measurement. */
export type Tell = (step: string) => void;

/** Sends a flood with this `run`. Returns the milliseconds until its last reading was at the other end. */
export type ThroughFlood = (run: string) => Promise<number>;

/** Sends a flood. Returns the time of its first reading, in milliseconds since the epoch. */
export async function sendFlood(target: FloodTarget, run: string, signal: AbortSignal): Promise<number> {
  const file = new URL("flood.ts", import.meta.url);
  const argument = { ...target, run, messages, devices, connections };
  await using program = new ChildProgram(file, argument, signal);
  return floodSchema.parse(await program.next()).firstSentAtMs;
}

/** Sends floods until programs have compiled their code. */
export async function warmUp(through: ThroughFlood, tell: Tell): Promise<void> {
  const warmAtMs = performance.now() + warmUpMs;
  for (let count = 1; performance.now() < warmAtMs; count += 1) {
    const tookMs = await through(`warm-up-${count}`);
    tell(`warm-up ${count}: ${figure((messages * 1_000) / tookMs)}/s`);
  }
}

/** Sends the floods that are measured. Returns readings per second. */
export async function measuredRate(through: ThroughFlood, tell: Tell): Promise<number> {
  let tookMs = 0;
  for (let count = 1; count <= measuredFloods; count += 1) tookMs += await through(`flood-${count}`);
  const rate = (measuredFloods * messages * 1_000) / tookMs;
  tell(`${figure(rate)}/s`);
  return rate;
}
