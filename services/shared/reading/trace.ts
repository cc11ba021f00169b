import { z } from "zod";

/**
 * Identity of a reading of a device on its way, carried beside the payload: as MQTT 5 user properties and as Kafka headers.
 * Readings of foreign publishers have none.
 */
export interface Trace {
  /** One id per start of a publisher. */
  readonly run: string;
  /** Per device and run: 0, 1, 2 …, one step per reading. */
  readonly seq: number;
}

/** Names of the trace data, the same for MQTT user properties and Kafka headers. */
export const traceNames = { run: "run", seq: "seq", sentAt: "sent-at" } as const;

/** Returns a trace as MQTT 5 user properties. `sentAt` is the time of making, also when the reading is sent again. */
export function traceProperties(trace: Trace, sentAt: string): Record<string, string> {
  return {
    [traceNames.run]: trace.run,
    [traceNames.seq]: String(trace.seq),
    [traceNames.sentAt]: sentAt,
  };
}

/**
 * Returns the trace in a record's headers; `undefined` if `run` is missing or `seq` is not a decimal integer from 0, as in
 * readings of foreign publishers.
 */
export function readTrace(header: (name: string) => string | undefined): Trace | undefined {
  const run = header(traceNames.run);
  const seq = header(traceNames.seq);
  if (!run || seq === undefined || !/^\d{1,15}$/.test(seq)) return undefined;
  return { run, seq: Number(seq) };
}

/**
 * Carriers of run and seq: `properties` as user properties and headers; `payload` also as two more fields of the JSON, for
 * bridges under test that drop user properties.
 */
export const traceCarriers = ["properties", "payload"] as const;

/** See {@link traceCarriers}. */
export type TraceCarrier = (typeof traceCarriers)[number];

const payloadTrace = z.object({ run: z.string().min(1), seq: z.int().nonnegative() });

/** Returns the trace of a message: from its headers, otherwise from its payload if the carrier is `payload`. */
export function traceOf(
  carrier: TraceCarrier,
  header: (name: string) => string | undefined,
  payload: Uint8Array,
): Trace | undefined {
  return readTrace(header) ?? (carrier === "payload" ? readPayloadTrace(payload) : undefined);
}

function readPayloadTrace(payload: Uint8Array): Trace | undefined {
  try {
    return payloadTrace.safeParse(JSON.parse(Buffer.from(payload).toString())).data;
  } catch {
    return undefined;
  }
}

/** Returns the present time in the format of `sent-at`: milliseconds since the epoch with three decimals. */
export function sentAtNow(): string {
  return (performance.timeOrigin + performance.now()).toFixed(3);
}
