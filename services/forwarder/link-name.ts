/** The hops of the pipeline that a forwarder can carry, each named after the parts before and behind it. */
export const linkNames = [
  "publisher-mosquitto",
  "mosquitto-connect",
  "connect-kafka",
  "kafka-consumer",
] as const;

/** A hop of the pipeline. In some the part before connects to the one behind, in others the other way round. */
export type LinkName = (typeof linkNames)[number];
