import { isPartName, type PartName, partNames } from "../../../services/shared/topology.ts";
import { listed } from "../../listed.ts";
import { type ClusterSize, countOf } from "../../pipeline/cluster/cluster-size.ts";
import {
  type ClusteredPart,
  clusteredParts,
  type InstanceName,
  instanceNames,
  isClustered,
  isInstanceOf,
  partOfInstance,
} from "../../pipeline/cluster/instance-name.ts";

/**
 * Roles of the processes of a part, which move between them. They are looked up at the moment of the fault:
 *
 *     leader      the node that leads the partition with the most readings
 *     controller  the node whose controller is active
 *     follower    a node that replicates that partition, and has neither of these roles
 *     majority    more than half of the nodes, that leader among them
 *     owner       the worker that runs the connector's first task
 *     idle        a worker that runs none of its tasks
 */
const roles = {
  kafka: ["leader", "controller", "follower", "majority"],
  bridge: ["owner", "idle"],
  consumer: [],
} as const satisfies Readonly<Record<ClusteredPart, readonly string[]>>;

/** A role such as `kafka:leader`. */
export type Role = { [Part in ClusteredPart]: `${Part}:${(typeof roles)[Part][number]}` }[ClusteredPart];

/** Target of a fault of a part: the whole part, one of its processes, or whoever has a role. */
export type PartTarget = PartName | InstanceName | Role;

/** Returns the roles of the processes of a part; none for a part that has only one. */
export function rolesOf(part: PartName): Role[] {
  return isClustered(part) ? roles[part].map((role) => `${part}:${role}` as Role) : [];
}

/** Whether this is a role. */
function isRole(name: string): name is Role {
  return partNames.flatMap(rolesOf).some((role) => role === name);
}

/** Whether this is the name of a part, an instance or a role. */
export function isPartTarget(name: string): name is PartTarget {
  return isPartName(name) || isRole(name) || clusteredParts.some((part) => isInstanceOf(part, name));
}

/** Returns the part that a target belongs to. */
export function partOfTarget(target: PartTarget): PartName {
  const [part = ""] = target.split(":");
  return isPartName(part) ? part : (partOfInstance(target) as PartName);
}

/** Whether a fault of the target leaves other processes of the same part, which take over. */
export function leavesOthers(target: PartTarget): boolean {
  return !isPartName(target) && target !== "kafka:majority";
}

/**
 * Makes sure that a pipeline of this size can have the target.
 * @throws RangeError with what is needed or allowed
 */
export function checkTarget(target: PartTarget, size: ClusterSize): void {
  if (isPartName(target)) return;
  const part = partOfTarget(target) as ClusteredPart;
  checkSeveral(target, part, size);
  if (isRole(target)) return;
  const names = instanceNames(part, countOf(part, size));
  if (!names.some((name) => name === target))
    throw new RangeError(`${target}: ${listed([...names, ...rolesOf(part)])} are allowed`);
}

/**
 * Makes sure that a part has several processes. `what`: what needs them, for the error.
 * @throws RangeError with what is needed
 */
export function checkSeveral(what: string, part: PartName, size: ClusterSize): void {
  if (countOf(part, size) > 1) return;
  throw new RangeError(`${what}: only with ${several[part as ClusteredPart]}`);
}

/** Options that give a part several processes. */
const several: Readonly<Record<ClusteredPart, string>> = {
  kafka: "--kafka-nodes 3 or 5",
  bridge: "--workers 2 or more",
  consumer: "--consumers 2 or more",
};
