import { expect, test } from "vitest";
import { clusterOf } from "../../../../../testbed/cli/options/cluster-arguments.ts";
import { oneOfEach } from "../../../../../testbed/pipeline/cluster/cluster-size.ts";

test("one of each is no cluster, in any form", () => {
  for (const runtime of ["local", "compose"] as const)
    for (const secure of [false, true]) expect(clusterOf(oneOfEach, { secure, runtime })).toBeUndefined();
});

test("in containers there is one size of a cluster, and others are refused with one line", () => {
  const inContainers = { secure: false, runtime: "compose" } as const;
  const cluster = { kafkaNodes: 3, workers: 2, consumers: 1 };
  expect(clusterOf(cluster, inContainers)).toEqual(cluster);
  expect(() => clusterOf({ ...cluster, kafkaNodes: 5 }, inContainers)).toThrow(
    /^--kafka-nodes, --workers, --consumers: Kafka nodes: 5, workers: 2: in containers 1 and 1, or 3 and 2, are allowed$/,
  );
  expect(clusterOf({ ...cluster, kafkaNodes: 5 }, { ...inContainers, runtime: "local" })).toBeDefined();
});

test("several consumers are a cluster as processes, and refused in containers", () => {
  const group = { ...oneOfEach, consumers: 2 };
  expect(clusterOf(group, { secure: false, runtime: "local" })).toEqual(group);
  expect(() => clusterOf(group, { secure: false, runtime: "compose" })).toThrow(
    /^--kafka-nodes, --workers, --consumers: consumers: 2: in containers 1 is allowed$/,
  );
});

test("a cluster with shut doors is refused with one line", () => {
  const cluster = { kafkaNodes: 3, workers: 2, consumers: 1 };
  for (const runtime of ["local", "compose"] as const)
    expect(() => clusterOf(cluster, { secure: true, runtime })).toThrow(/^--secure: .*$/);
});
