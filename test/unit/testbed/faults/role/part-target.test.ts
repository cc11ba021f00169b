import { expect, test } from "vitest";
import {
  checkTarget,
  isPartTarget,
  leavesOthers,
  type PartTarget,
  partOfTarget,
} from "../../../../../testbed/faults/role/part-target.ts";
import { oneOfEach } from "../../../../../testbed/pipeline/cluster/cluster-size.ts";

test("parts, their instances and their roles are targets of faults", () => {
  const targets = ["kafka", "kafka-2", "kafka:leader", "bridge:idle", "mqtt", "consumer-2"];
  expect(targets.filter(isPartTarget)).toEqual(targets);
  expect(
    ["kafka:owner", "bridge:leader", "mqtt-1", "kafka-0", "kafka:", "consumer:idle", "proxy"].filter(
      isPartTarget,
    ),
  ).toEqual([]);
  expect((targets as PartTarget[]).map(partOfTarget)).toEqual([
    ...["kafka", "kafka", "kafka", "bridge", "mqtt", "consumer"],
  ]);
});

test("others take over from one process of a part, and not from all or most of them", () => {
  const targets = [
    "consumer-1",
    "kafka-2",
    "kafka:leader",
    "bridge:owner",
    "kafka",
    "kafka:majority",
  ] as const;
  expect(targets.filter(leavesOthers)).toEqual(targets.slice(0, 4));
});

test.each([
  ["kafka:leader", { kafkaNodes: 1, workers: 2 }, "kafka:leader: only with --kafka-nodes 3 or 5"],
  ["bridge:idle", { kafkaNodes: 3, workers: 1 }, "bridge:idle: only with --workers 2 or more"],
  ["kafka-4", { kafkaNodes: 3, workers: 1 }, "kafka-4: kafka-1, kafka-2, kafka-3, kafka:leader,"],
  [
    "bridge-3",
    { kafkaNodes: 3, workers: 2 },
    "bridge-3: bridge-1, bridge-2, bridge:owner and bridge:idle are allowed",
  ],
  ["consumer-2", {}, "consumer-2: only with --consumers 2 or more"],
  ["consumer-3", { consumers: 2 }, "consumer-3: consumer-1 and consumer-2 are allowed"],
] as const)("%s is refused in a pipeline of %o, with what is allowed", (target, size, message) => {
  expect(() => checkTarget(target, { ...oneOfEach, ...size })).toThrow(message);
});

test("whole parts are targets in a pipeline of any size, processes in one that has them", () => {
  checkTarget("kafka", oneOfEach);
  for (const target of [
    "kafka",
    "kafka-5",
    "kafka:majority",
    "bridge-2",
    "bridge:owner",
    "consumer-3",
  ] as const)
    checkTarget(target, { kafkaNodes: 5, workers: 2, consumers: 3 });
});
