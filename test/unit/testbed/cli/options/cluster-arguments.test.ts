import { expect, test } from "vitest";
import { clusterOf } from "../../../../../testbed/cli/options/cluster-arguments.ts";

test("one node and one worker are no cluster, in any form", () => {
  for (const runtime of ["local", "compose"] as const)
    for (const secure of [false, true])
      expect(clusterOf({ kafkaNodes: 1, workers: 1 }, { secure, runtime })).toBeUndefined();
});

test("in containers there is one size of a cluster, and others are refused with one line", () => {
  const inContainers = { secure: false, runtime: "compose" } as const;
  const cluster = { kafkaNodes: 3, workers: 2 };
  expect(clusterOf(cluster, inContainers)).toEqual(cluster);
  expect(() => clusterOf({ kafkaNodes: 5, workers: 2 }, inContainers)).toThrow(
    /^--kafka-nodes, --workers: Kafka nodes: 5, workers: 2: in containers 1 and 1, or 3 and 2, are allowed$/,
  );
  expect(clusterOf({ kafkaNodes: 5, workers: 2 }, { ...inContainers, runtime: "local" })).toBeDefined();
});

test("a cluster with shut doors is refused with one line", () => {
  const cluster = { kafkaNodes: 3, workers: 2 };
  for (const runtime of ["local", "compose"] as const)
    expect(() => clusterOf(cluster, { secure: true, runtime })).toThrow(/^--secure: .*$/);
});
