import { z } from "zod";

/**
 * Identifies a reading on its way. Travels beside the payload, as MQTT 5 user properties and as Kafka headers.
 * A foreign publisher's readings carry none.
 */
export interface Trace {
  /** One id per start of a publisher. */
  readonly run: string;
  /** Per device and run: 0, 1, 2 …, one step per reading. */
  readonly seq: number;
}

/** The names of the trace data, the same as MQTT user properties and as Kafka headers. */
export const traceNames = { run: "run", seq: "seq", sentAt: "sent-at" } as const;

/** The trace of a reading as MQTT 5 user properties. `sentAt` is when it was made, and stays when it is sent again. */
export function traceProperties(trace: Trace, sentAt: string): Record<string, string> {
  return {
    [traceNames.run]: trace.run,
    [traceNames.seq]: String(trace.seq),
    [traceNames.sentAt]: sentAt,
  };
}

/**
 * The trace in a record's headers; `undefined` where `run` or `seq` is missing or is no sequence number
 * (a decimal integer from 0), as in the readings of a foreign publisher.
 */
export function readTrace(header: (name: string) => string | undefined): Trace | undefined {
  const run = header(traceNames.run);
  const seq = header(traceNames.seq);
  if (!run || seq === undefined || !/^\d{1,15}$/.test(seq)) return undefined;
  return { run, seq: Number(seq) };
}

/**
 * Where run and seq travel: `properties`, beside the payload, as user properties and headers; or `payload`, in it as well,
 * as two more fields of the JSON, for bridges under test that drop what is beside it.
 */
export const traceCarriers = ["properties", "payload"] as const;

/** See {@link traceCarriers}. */
export type TraceCarrier = (typeof traceCarriers)[number];

const payloadTrace = z.object({ run: z.string().min(1), seq: z.int().nonnegative() });

/** The trace of a message: what stands beside the payload, and where that is missing, what the carrier allows for. */
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

/** Now, as `sent-at` is written: milliseconds since the epoch with three decimals. */
export function sentAtNow(): string {
  return (performance.timeOrigin + performance.now()).toFixed(3);
}
