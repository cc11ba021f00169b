import { type Environment } from "./report-fields.ts";

/** Returns the versions of what was under test, such as "Mosquitto 2.0.11, Kafka 4.3.1, Node v24.21.0". */
export function versionsText({
  mosquitto,
  kafka,
  node,
}: Pick<Environment, "mosquitto" | "kafka" | "node">): string {
  return [
    mosquitto === null ? "MQTT broker of unknown version" : `Mosquitto ${mosquitto}`,
    // A broker does not tell its version to clients; the worker beside it does (Connect REST API, `GET /`).
    kafka === null
      ? "Kafka of unknown version (Connect tells it, which is not part of this run)"
      : `Kafka ${kafka}`,
    `Node ${node}`,
  ].join(", ");
}
