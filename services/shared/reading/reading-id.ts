import { type Trace } from "./trace.ts";

/** Name of a reading: device, run and sequence number. */
export interface ReadingId extends Trace {
  readonly device: string;
}

/** Returns the name of a reading as one text, usable as a key: different readings have different names, whatever their ids. */
export function nameOf({ device, run, seq }: ReadingId): string {
  return `${seq} ${run.length} ${run}${device}`;
}
