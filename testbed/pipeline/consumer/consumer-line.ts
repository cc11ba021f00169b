import { z } from "zod";

/** Offset as a number, or as text, as kafkajs and others have it; exact up to 2^53. */
const offset = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

const handledRecord = z.object({
  fact: z.literal("consumed"),
  partition: z.int().nonnegative(),
  offset,
  topic: z.string().optional(),
  at: z.number().optional(),
});

/** A record that a consumer under test has handled, by its place in the topic. */
export interface HandledRecord {
  readonly partition: number;
  readonly offset: number;
  /** µs of the machine's monotonic clock; `undefined` if the line has no time. */
  readonly at: number | undefined;
}

/** Content of a line in the journal of a consumer under test. */
export interface ConsumerLine {
  readonly handled: readonly HandledRecord[];
  /** Whether half a line precedes a whole one, as a SIGKILL leaves it. */
  readonly hasCut: boolean;
  /** Whether it has something else than records of the topic. */
  readonly isUnusable: boolean;
}

/** A line that is allowed, for messages. */
export const allowedLine = '{"fact":"consumed","partition":0,"offset":0}';

/** An object without objects in it. */
const flatObject = /\{[^{}]*\}/g;

/**
 * Returns the content of a line in the journal of a consumer under test. Fields may be in any order, and further ones are
 * ignored. After a SIGKILL the next process goes on in the same line: behind half a line, or behind a whole one whose line end
 * is missing.
 */
export function consumerLine(line: string, topic: string): ConsumerLine {
  const text = line.trim();
  if (text === "") return { handled: [], hasCut: false, isUnusable: false };
  const whole = recordIn(text, topic);
  if (whole !== undefined) return { handled: [whole], hasCut: false, isUnusable: false };
  const objects = text.match(flatObject) ?? [];
  const records = objects.map((each) => recordIn(each, topic));
  const handled = records.filter((each) => each !== undefined);
  const rest = text.replaceAll(flatObject, "\n");
  // All that may remain is half a line before another one.
  const isCut = /^\{[^\n]*\n+$/.test(rest);
  const isClean = rest.trim() === "" && objects.length > 1;
  return {
    handled,
    hasCut: isCut && handled.length > 0,
    isUnusable: handled.length < objects.length || handled.length === 0 || !(isCut || isClean),
  };
}

/** Returns the record that an object names; `undefined` if it names none of this topic. */
function recordIn(text: string, topic: string): HandledRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = handledRecord.safeParse(value);
  if (data === undefined || (data.topic ?? topic) !== topic) return undefined;
  return { partition: data.partition, offset: data.offset, at: data.at };
}
