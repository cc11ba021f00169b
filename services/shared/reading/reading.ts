import { z } from "zod";
import { type Trace } from "./trace.ts";

/** The two statuses of a device. */
export const statuses = ["Active", "Inactive"] as const;

/** `Active`: the device publishes readings; `Inactive`: it is silent. */
export type Status = (typeof statuses)[number];

/** A device's position and status: the message from the publisher to the consumer. */
export interface Reading {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly status: Status;
}

const readingSchema = z.object({
  id: z.string(),
  x: z.number(),
  y: z.number(),
  status: z.enum(statuses),
});

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Returns a reading as it is sent over MQTT and kept in Kafka: UTF-8 JSON with exactly the four fields. With a trace it has
 * six, for a bridge under test that drops user properties.
 */
export function encodeReading({ id, x, y, status }: Reading, trace?: Trace): Buffer {
  return Buffer.from(JSON.stringify({ id, x, y, status, ...(trace && { run: trace.run, seq: trace.seq }) }));
}

/**
 * Decodes a message. Requires the four fields with their types and ignores others.
 * @throws {InvalidReadingError} with the reason if the bytes are not a reading
 */
export function decodeReading(payload: Uint8Array): Reading {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(payload));
  } catch (cause) {
    throw new InvalidReadingError(cause instanceof TypeError ? "not UTF-8" : "not JSON", { cause });
  }
  const checked = readingSchema.safeParse(json);
  if (checked.success) return checked.data;
  const reasons = checked.error.issues.map(
    (issue) => `${issue.path.join(".") || "reading"}: ${issue.message}`,
  );
  throw new InvalidReadingError(reasons.join("; "));
}

/** Error for bytes that are not a reading, with the reason. */
export class InvalidReadingError extends Error {
  override readonly name = "InvalidReadingError";
}
