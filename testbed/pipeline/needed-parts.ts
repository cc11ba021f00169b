import { type PartName } from "../../services/shared/topology.ts";
import { forCount } from "../counted.ts";
import { listed } from "../listed.ts";
import { partOfInstance } from "./cluster/instance-name.ts";
import { type ProcessName } from "./part.ts";

const servers: Readonly<Record<PartName, readonly PartName[]>> = {
  publisher: ["mqtt"],
  mqtt: [],
  bridge: ["mqtt", "kafka"],
  kafka: [],
  consumer: ["kafka"],
};

/** Longest stop of a part whose server is down: it could wait for that in vain until its own limit. */
export const withoutServerTimeoutMs = 2_000;

/**
 * Returns the parts that a part is a client of. Without them it does not become usable, and it may not stop: a client waits
 * for the answer of its server.
 */
export function neededParts(name: ProcessName): readonly PartName[] {
  const part = partOfInstance(name);
  return part === "proxy" ? [] : servers[part];
}

/** Returns the reason for a stop that was not clean, such as "while kafka was down". */
export function whileDown(servers: readonly PartName[]): string {
  return `while ${listed(servers)} ${forCount(servers.length, "was", "were")} down`;
}
