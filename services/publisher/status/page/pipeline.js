/** The parts of the pipeline, in the order in which a reading passes them. */
export const parts = [
  { id: "publisher", name: "Publisher", role: "devices" },
  { id: "mqtt", name: "Mosquitto", role: "MQTT broker" },
  { id: "bridge", name: "Connect", role: "connector" },
  { id: "kafka", name: "Kafka", role: "log" },
  { id: "consumer", name: "Consumer", role: "reader" },
];

export const hops = parts.slice(1).map((to, index) => {
  const from = parts[index];
  return { id: `${from.id}-${to.id}`, from, to };
});

const unknownPart = { state: "unknown", says: "" };
const unknownHop = { state: "unknown", ratePerSecond: null, p50Ms: null, p99Ms: null, measures: "" };

/** What is known of the pipeline without news from the publisher. */
export const allUnknown = {
  parts: Object.fromEntries(parts.map(({ id }) => [id, unknownPart])),
  hops: Object.fromEntries(hops.map(({ id }) => [id, unknownHop])),
};
