import { expect, test } from "vitest";
import {
  instanceNames,
  instanceNumber,
  partOfInstance,
} from "../../../../../testbed/pipeline/cluster/instance-name.ts";

test("a part with one process has its own name, one of several a number behind it, from 1", () => {
  expect(instanceNames("kafka", 1)).toEqual(["kafka"]);
  expect(instanceNames("bridge", 2)).toEqual(["bridge-1", "bridge-2"]);
});

test("the part of an instance is known by its name; any other name is as it is", () => {
  expect(["kafka-3", "bridge-1", "kafka", "mqtt", "proxy", "kafka-0", "kafka-x"].map(partOfInstance)).toEqual(
    ["kafka", "bridge", "kafka", "mqtt", "proxy", "kafka-0", "kafka-x"],
  );
  expect(["kafka-3", "bridge"].map(instanceNumber)).toEqual([3, 1]);
});
