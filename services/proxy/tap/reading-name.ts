import { type IPublishPacket } from "mqtt-packet";
import { type ReadingFields } from "../../shared/journal/fact.ts";
import { sha256 } from "../../shared/journal/journal.ts";
import { type TraceCarrier, traceOf } from "../../shared/reading/trace.ts";

/** Name of the reading in a message, as in the journals. */
export type ReadingName = Omit<ReadingFields, "at">;

/**
 * Returns the name of the reading in a message: the device from the payload, run and seq from the user properties (MQTT 5
 * section 3.3.2.3.7). `undefined` if the payload has no `id` or the message has no trace. A bridge that speaks MQTT 3.1.1
 * gets no user properties; then only a trace in the payload names the reading.
 */
export function nameReading(
  traceCarrier: TraceCarrier,
  { payload, properties }: IPublishPacket,
): ReadingName | undefined {
  const bytes = Buffer.from(payload);
  const userProperties = properties?.userProperties;
  // The last of repeated properties, as the consumer does with repeated Kafka headers.
  const header = (name: string) => [userProperties?.[name]].flat().at(-1);
  const trace = traceOf(traceCarrier, header, bytes);
  if (trace === undefined) return undefined;
  const device = deviceIn(bytes);
  return device === undefined ? undefined : { device, ...trace, sha256: sha256(bytes) };
}

function deviceIn(payload: Buffer): string | undefined {
  try {
    const { id } = JSON.parse(payload.toString());
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
