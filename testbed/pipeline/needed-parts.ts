import { type PartName } from "../../services/shared/topology.ts";
import { type ProcessName } from "./part.ts";

const servers: Readonly<Record<PartName, readonly PartName[]>> = {
  publisher: ["mqtt"],
  mqtt: [],
  bridge: ["mqtt", "kafka"],
  kafka: [],
  consumer: ["kafka"],
};

/**
 * Returns the parts that a part is a client of. Without them it does not become usable, and it may not stop: a client waits
 * for the answer of its server.
 */
export function neededParts(name: ProcessName): readonly PartName[] {
  return name === "proxy" ? [] : servers[name];
}
