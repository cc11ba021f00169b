import { expect, test } from "vitest";
import {
  checkClusterSize,
  checkSizeInContainers,
  clusterInContainers,
  oneOfEach,
} from "../../../../../testbed/pipeline/cluster/cluster-size.ts";

test("an odd number of nodes up to five, one to eight workers and one to four consumers are allowed", () => {
  for (const kafkaNodes of [1, 3, 5])
    for (const workers of [1, 2, 8])
      for (const consumers of [1, 4])
        expect(() => checkClusterSize({ kafkaNodes, workers, consumers })).not.toThrow();
});

test.each([
  [{ kafkaNodes: 2 }, "2 Kafka nodes: 1, 3, 5 are allowed"],
  [{ kafkaNodes: 0 }, "0 Kafka nodes: 1, 3, 5 are allowed"],
  [{ kafkaNodes: 7 }, "7 Kafka nodes: 1, 3, 5 are allowed"],
  [{ workers: 0 }, "0 workers of Kafka Connect: a whole number from 1 to 8 is allowed"],
  [{ workers: 1.5 }, "1.5 workers of Kafka Connect: a whole number from 1 to 8 is allowed"],
  [{ workers: 9 }, "9 workers of Kafka Connect: a whole number from 1 to 8 is allowed"],
  [{ consumers: 0 }, "0 consumers: a whole number from 1 to 4 is allowed"],
  [{ consumers: 5 }, "5 consumers: a whole number from 1 to 4 is allowed"],
])("%o is refused with the value and what is allowed", (size, message) => {
  expect(() => checkClusterSize({ ...oneOfEach, ...size })).toThrow(message);
});

test("in containers there are one of each, or three nodes and two workers", () => {
  for (const size of [oneOfEach, clusterInContainers])
    expect(() => checkSizeInContainers(size)).not.toThrow();
});

test.each([
  [{ kafkaNodes: 3, workers: 1 }],
  [{ kafkaNodes: 1, workers: 2 }],
  [{ kafkaNodes: 5, workers: 2 }],
])("%o is refused in containers with one line", (size) => {
  expect(() => checkSizeInContainers({ ...oneOfEach, ...size })).toThrow(
    `Kafka nodes: ${size.kafkaNodes}, workers: ${size.workers}: in containers 1 and 1, or 3 and 2, are allowed`,
  );
});

test("several consumers are refused in containers with one line", () => {
  expect(() => checkSizeInContainers({ ...clusterInContainers, consumers: 2 })).toThrow(
    "consumers: 2: in containers 1 is allowed",
  );
});
