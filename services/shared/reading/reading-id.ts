import { type Trace } from "./trace.ts";

/** Name of a reading: device, run and sequence number. */
export interface ReadingId extends Trace {
  readonly device: string;
}

/** Returns the name of a reading as one text, usable as a key. */
export function nameOf({ device, run, seq }: ReadingId): string {
  return `${device} ${run} ${seq}`;
}
