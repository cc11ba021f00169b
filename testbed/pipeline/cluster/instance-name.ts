import { type PartName } from "../../../services/shared/topology.ts";

/** The parts that can run as several processes: nodes of Kafka, workers of Kafka Connect, consumers of a group. */
export const clusteredParts = ["kafka", "bridge", "consumer"] as const satisfies readonly PartName[];

/** A part that can run as several processes. */
export type ClusteredPart = (typeof clusteredParts)[number];

/** Whether the part can run as several processes. */
export function isClustered(part: PartName): part is ClusteredPart {
  return clusteredParts.some((each) => each === part);
}

/** One of several processes of a part, such as `kafka-2`. They are counted from 1. */
export type InstanceName = `${ClusteredPart}-${number}`;

/** Returns the names of the processes of a part: its own if there is one, otherwise those of its instances. */
export function instanceNames<Part extends ClusteredPart>(
  part: Part,
  count: number,
): readonly (Part | `${Part}-${number}`)[] {
  if (count === 1) return [part];
  return Array.from({ length: count }, (_, index) => `${part}-${index + 1}` as const);
}

/** Returns the part of an instance; any other name as it is. */
export function partOfInstance<Name extends string>(name: Name | InstanceName): Name | ClusteredPart {
  const [part] = clusteredParts.filter((each) => isInstanceOf(each, name));
  return part ?? (name as Name);
}

/** Whether this is the name of an instance of the part. */
export function isInstanceOf<Part extends ClusteredPart>(
  part: Part,
  name: string,
): name is `${Part}-${number}` {
  return name.startsWith(`${part}-`) && /^[1-9]\d*$/.test(name.slice(part.length + 1));
}

/** Returns the number of an instance, counted from 1; 1 for a part with one process. */
export function instanceNumber(name: string): number {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? 1);
}
