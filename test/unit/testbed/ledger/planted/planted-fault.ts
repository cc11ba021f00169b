/** Faults of a reading on its way. */
export const plantedFaults = [
  "lost at publisher-mqtt",
  "lost at mqtt-bridge",
  "lost at mqtt-kafka",
  "lost at bridge-kafka",
  "lost at kafka-consumer",
  "dead-lettered",
  "dropped",
  "dropped after it was sent",
  "unsent",
  "unconfirmed",
  "acknowledgement lost",
  "sent again",
  "repeated",
  "repeated with other bytes",
  "corrupt",
  "late",
  "on the limit of lateness",
  "overtaken",
  "made Active, though the final one",
] as const;

/** See {@link plantedFaults}. */
export type PlantedFault = (typeof plantedFaults)[number];
