import { isPartName } from "../../../services/shared/topology.ts";
import { listed } from "../../listed.ts";
import { type ClusteredPart, isInstanceOf } from "../../pipeline/cluster/instance-name.ts";
import { PartGroup } from "../../pipeline/cluster/part-group.ts";
import { type Part, type ProcessName } from "../../pipeline/part.ts";
import { type Pipeline } from "../../pipeline/pipeline.ts";
import { bridgeRoles } from "./bridge-roles.ts";
import { kafkaRoles } from "./kafka-roles.ts";
import { type PartTarget, partOfTarget, type Role } from "./part-target.ts";
import { RoleError } from "./role-error.ts";

/** The processes that a fault strikes, as one part. */
export interface Struck {
  readonly part: Part;
  readonly instances: readonly Part<ProcessName>[];
  /** Holder of the role, in words such as "kafka:leader was kafka-2"; `undefined` without a role. */
  readonly says?: string;
}

/** Numbers of the instances that have a role, and what they have it for. */
interface Holders {
  readonly numbers: readonly number[];
  readonly why?: string;
}

/**
 * Returns the processes of a target; roles are looked up now.
 * @throws {RoleError} if nobody has the role
 */
export async function struckBy(pipeline: Pipeline, target: PartTarget, signal: AbortSignal): Promise<Struck> {
  if (isPartName(target)) return { part: pipeline.part(target), instances: pipeline.instances(target) };
  const part = partOfTarget(target) as ClusteredPart;
  const instances = pipeline.instances(part);
  if (isInstanceOf(part, target)) {
    const found = instances.filter(({ name }) => name === target);
    if (found.length === 0) throw new RoleError(`the pipeline has no ${target}`);
    return { part: new PartGroup(part, found), instances: found };
  }
  const { numbers, why } = await holdersOf(pipeline, target as Role, instances.length, signal);
  const found = numbers.flatMap((number) => instances[number - 1] ?? []);
  if (found.length === 0) throw new RoleError(`${target}: nobody has this role at the moment`);
  const names = listed(found.map(({ name }) => name));
  return {
    part: new PartGroup(part, found),
    instances: found,
    says: `${target} was ${names}${why === undefined ? "" : ` (${why})`}`,
  };
}

async function holdersOf(
  pipeline: Pipeline,
  role: Role,
  count: number,
  signal: AbortSignal,
): Promise<Holders> {
  if (role === "bridge:owner" || role === "bridge:idle") {
    const { owner, idle } = await bridgeRoles(pipeline, signal);
    if (role === "bridge:owner") return { numbers: owner === undefined ? [] : [owner] };
    return { numbers: idle.slice(0, 1) };
  }
  const { leader, controller, followers, partition, readings } = await kafkaRoles(pipeline, signal);
  const why = `partition ${partition}, ${readings} readings`;
  switch (role) {
    case "kafka:leader":
      return { numbers: [leader], why };
    case "kafka:controller":
      return { numbers: [controller] };
    case "kafka:follower":
      return { numbers: followers.slice(0, 1), why };
    case "kafka:majority": {
      const all = Array.from({ length: count }, (_, index) => index + 1);
      const others = all.filter((number) => number !== leader);
      return { numbers: [leader, ...others].slice(0, Math.floor(count / 2) + 1), why };
    }
  }
}
