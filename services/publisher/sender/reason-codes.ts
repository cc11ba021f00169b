/**
 * MQTT 5 reason code of PUBACK and PUBREC: accepted, but no subscriber gets it. Mosquitto never sends it at QoS 2: it
 * looks for subscribers at PUBREL, and PUBCOMP has no such code.
 */
export const noMatchingSubscribers = 0x10;

/** Reason codes from here on are failures (MQTT 5 section 2.4). */
const firstFailure = 0x80;

/** Whether a packet reports a failure. Without a reason code it reports success. */
export function isFailure({ reasonCode = 0 }: { readonly reasonCode?: number }): boolean {
  return reasonCode >= firstFailure;
}
