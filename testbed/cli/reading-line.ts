import { z } from "zod";
import { escapedText } from "../../services/shared/text/escaped-text.ts";

const readingSchema = z.object({
  msg: z.literal("reading"),
  time: z.string(),
  id: z.string(),
  x: z.number(),
  y: z.number(),
  status: z.string(),
  seq: z.number().optional(),
  arrival: z.string(),
  partition: z.number(),
  offset: z.string(),
});

/** Returns a reading in the consumer's log as a line for the terminal; `undefined` for any other line of the log. */
export function readingLine(logLine: string): string | undefined {
  const parsed = readingSchema.safeParse(parseJson(logLine));
  if (!parsed.success) return undefined;
  const { time, id, x, y, status, seq, arrival, partition, offset } = parsed.data;
  const position = `${x}, ${y}`;
  const trace = seq === undefined ? "" : `seq ${seq}`;
  const remark = arrival === "next" || arrival === "first" ? "" : `  ${arrival}`;
  const line = [
    time.slice(11, 23),
    id.padEnd(12),
    status.padEnd(8),
    position.padEnd(11),
    trace.padEnd(9),
    `partition ${partition} offset ${offset}${remark}`,
  ].join("  ");
  // An id may be any text.
  return escapedText(line);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
