import { type CarriedLink, clusterLink, type LinkName } from "../../../services/shared/topology.ts";
import { type ClusterSize, countOf } from "./cluster-size.ts";
import { type ClusteredPart, type InstanceName, instanceNames } from "./instance-name.ts";

/** One way of a link: all of it, or, where an end of the link has several processes, the way of one of them. */
export interface LinkLeg {
  /** Name under which the proxy carries it: that of the link, or one such as `bridge-kafka@kafka-2`. */
  readonly name: string;
  /** Processes of a cluster at its ends. */
  readonly ends: readonly InstanceName[];
}

/** Listeners of a Kafka node for the other nodes. */
const nodeListeners = ["internal", "controller"] as const;

/** A leg between two Kafka nodes. */
export interface NodeLeg extends LinkLeg {
  /** Number of the node that connects. */
  readonly from: number;
  /** Number of the node that it connects to. */
  readonly to: number;
  readonly listener: (typeof nodeListeners)[number];
}

/** The part of a link that can have several processes, each with a leg of the link; left out: neither end has. */
const clusteredEnds: Readonly<Partial<Record<LinkName, ClusteredPart>>> = {
  "mqtt-bridge": "bridge",
  "bridge-kafka": "kafka",
  "kafka-consumer": "kafka",
};

/** Returns the legs of a link in a pipeline of this size. */
export function legsOf(link: CarriedLink, size: ClusterSize): readonly LinkLeg[] {
  if (link === clusterLink) return nodeLegs(size);
  const end = clusteredEnds[link];
  if (end === undefined) return [{ name: link, ends: [] }];
  const names = instanceNames(end, countOf(end, size));
  return names.map((name) =>
    name === end ? { name: link, ends: [] } : { name: `${link}@${name}`, ends: [name as InstanceName] },
  );
}

/** Returns the legs between the nodes of Kafka: from each to each listener of each other one; none for a single node. */
export function nodeLegs({ kafkaNodes }: Pick<ClusterSize, "kafkaNodes">): readonly NodeLeg[] {
  const numbers = Array.from({ length: kafkaNodes }, (_, index) => index + 1);
  return numbers.flatMap((from) =>
    numbers
      .filter((to) => to !== from)
      .flatMap((to) =>
        nodeListeners.map((listener) => ({
          name: `${clusterLink}@kafka-${from}-to-kafka-${to}-${listener}`,
          ends: [`kafka-${from}`, `kafka-${to}`] as const,
          ...{ from, to, listener },
        })),
      ),
  );
}
