import { type LinkName } from "../../../services/shared/topology.ts";
import { type ClusterSize } from "./cluster-size.ts";
import { type ClusteredPart, instanceNames } from "./instance-name.ts";

/** The part of a link that can have several processes, each with a leg of the link; left out: neither end has. */
const clusteredEnds: Readonly<Partial<Record<LinkName, ClusteredPart>>> = {
  "mqtt-bridge": "bridge",
  "bridge-kafka": "kafka",
  "kafka-consumer": "kafka",
};

/**
 * Returns the names under which the proxy carries a link: its own, or, if an end of it has several processes, one for each of
 * them, such as `bridge-kafka@kafka-2`.
 */
export function legsOf(link: LinkName, { kafkaNodes, workers }: ClusterSize): readonly string[] {
  const end = clusteredEnds[link];
  if (end === undefined) return [link];
  const names = instanceNames(end, end === "kafka" ? kafkaNodes : workers);
  return names.map((name) => (name === end ? link : `${link}@${name}`));
}
