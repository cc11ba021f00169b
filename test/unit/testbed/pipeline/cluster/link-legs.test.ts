import { expect, test } from "vitest";
import { linkNames } from "../../../../../services/shared/topology.ts";
import { oneOfEach } from "../../../../../testbed/pipeline/cluster/cluster-size.ts";
import { legsOf } from "../../../../../testbed/pipeline/cluster/link-legs.ts";

test("a link of single processes is carried under its own name", () => {
  expect(linkNames.map((link) => legsOf(link, oneOfEach))).toEqual(
    linkNames.map((name) => [{ name, ends: [] }]),
  );
  expect(legsOf("kafka-kafka", oneOfEach)).toEqual([]);
});

test("a link has a leg for each node of Kafka, or for each worker, at its end", () => {
  const size = { kafkaNodes: 3, workers: 2, consumers: 2 };
  expect(linkNames.map((link) => legsOf(link, size).map(({ name }) => name))).toEqual([
    ["publisher-mqtt"],
    ["mqtt-bridge@bridge-1", "mqtt-bridge@bridge-2"],
    ["bridge-kafka@kafka-1", "bridge-kafka@kafka-2", "bridge-kafka@kafka-3"],
    ["kafka-consumer@kafka-1", "kafka-consumer@kafka-2", "kafka-consumer@kafka-3"],
  ]);
});

test("a node is an end of its legs to and from each other node, one for each listener", () => {
  const legs = legsOf("kafka-kafka", { ...oneOfEach, kafkaNodes: 3 });
  expect(legs).toHaveLength(12);
  expect(new Set(legs.map(({ name }) => name)).size).toBe(12);
  expect(legs.filter(({ ends }) => ends.includes("kafka-2"))).toHaveLength(8);
});
