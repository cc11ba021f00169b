import { expect, test } from "vitest";
import { checkClusterSize } from "../../../../../testbed/pipeline/cluster/cluster-size.ts";

test("an odd number of nodes up to five and one to eight workers are allowed", () => {
  for (const kafkaNodes of [1, 3, 5])
    for (const workers of [1, 2, 8]) expect(() => checkClusterSize({ kafkaNodes, workers })).not.toThrow();
});

test.each([
  [{ kafkaNodes: 2, workers: 1 }, "2 Kafka nodes: 1, 3, 5 are allowed"],
  [{ kafkaNodes: 0, workers: 1 }, "0 Kafka nodes: 1, 3, 5 are allowed"],
  [{ kafkaNodes: 7, workers: 1 }, "7 Kafka nodes: 1, 3, 5 are allowed"],
  [{ kafkaNodes: 3, workers: 0 }, "0 workers of Kafka Connect: a whole number from 1 to 8 is allowed"],
  [{ kafkaNodes: 3, workers: 1.5 }, "1.5 workers of Kafka Connect: a whole number from 1 to 8 is allowed"],
  [{ kafkaNodes: 3, workers: 9 }, "9 workers of Kafka Connect: a whole number from 1 to 8 is allowed"],
])("%o is refused with the value and what is allowed", (size, message) => {
  expect(() => checkClusterSize(size)).toThrow(message);
});
