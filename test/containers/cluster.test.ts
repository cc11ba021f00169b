import { test as base, expect } from "vitest";
import { clusterInContainers } from "../../testbed/pipeline/cluster/cluster-size.ts";
import { shortDrill } from "../support/commands/short-drill.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const test = (await engineIsMissing()) ? base.skip : base;

test("three Kafka nodes and two workers in containers lose nothing when the leader of the readings' partition is killed", async () => {
  const report = await shortDrill({
    ...{ runtime: "compose", cluster: clusterInContainers },
    fault: { kind: "kill", part: "kafka:leader" },
  });
  expect(report.outside).toEqual([]);
  expect(report.counts.consumed).toBeGreaterThan(0);
  expect(report.fault?.effect).toMatch(/^kafka:leader was kafka-[123] \(partition /);
});
