import { type KafkaSecurity } from "../../shared/kafka/security/kafka-security.ts";

/** A consumer group, and the Kafka that it is in. */
export interface GroupAddress {
  readonly brokers: readonly string[];
  /** Default: plain text without authentication. */
  readonly security?: KafkaSecurity | undefined;
  readonly groupId: string;
}

/**
 * Returns the address with this number of brokers moved from the front to the end. `@platformatic/kafka` asks the first one that lets
 * it connect for leaders and topics, every time, also if it never answers, as a process that is frozen.
 */
export function rotated<Address extends GroupAddress>(address: Address, count: number): Address {
  const { brokers } = address;
  const first = count % brokers.length;
  return { ...address, brokers: [...brokers.slice(first), ...brokers.slice(0, first)] };
}
