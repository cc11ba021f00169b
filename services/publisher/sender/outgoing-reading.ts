import { sha256 } from "../../shared/journal/journal.ts";
import { encodeReading, type Reading } from "../../shared/reading/reading.ts";
import { sentAtNow, type Trace, type TraceCarrier, traceProperties } from "../../shared/reading/trace.ts";

/** A reading as an MQTT message. */
export interface OutgoingReading extends Trace {
  readonly device: string;
  readonly topic: string;
  readonly payload: Buffer;
  /** Of the payload, in hex. */
  readonly sha256: string;
  readonly userProperties: Record<string, string>;
  /** On the clock of `performance.now()`, which is monotonic. */
  readonly madeAtMs: number;
}

/** Encodes a reading that was made just now. */
export function outgoingReading(
  reading: Reading,
  topic: string,
  trace: Trace,
  carrier: TraceCarrier,
): OutgoingReading {
  const payload = encodeReading(reading, carrier === "payload" ? trace : undefined);
  return {
    ...trace,
    device: reading.id,
    topic,
    sha256: sha256(payload),
    payload,
    userProperties: traceProperties(trace, sentAtNow()),
    madeAtMs: performance.now(),
  };
}
