import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { registerConnector } from "../../services/provision/connector.ts";
import { connectorName } from "../../services/provision/mqtt-source.ts";
import { askConnectorMetrics } from "../../services/shared/metrics/connector-metrics.ts";
import { checkout } from "../../testbed/checkout.ts";
import { drillPipeline } from "../../testbed/drill/drill.ts";
import { type DrillOptions } from "../../testbed/drill/drill-options.ts";
import { type Pipeline } from "../../testbed/pipeline/pipeline.ts";
import { startTemporaryPipeline } from "../../testbed/pipeline/temporary-pipeline.ts";
import { carryOutOn } from "../../testbed/report/carry-out.ts";
import { drillKind } from "../../testbed/report/drill/drill-kind.ts";
import { type DrillReport } from "../../testbed/report/drill/drill-report.ts";
import { drillSummary } from "../../testbed/report/drill/drill-summary.ts";
import { type Phase } from "../../testbed/run/phase.ts";
import { waitFor } from "../../testbed/wait-for.ts";
import { shortDrillOptions } from "../support/commands/short-drill.ts";

test("filtered messages are added up over restarts of the worker, and shown as the least that were", async () => {
  const options = shortDrillOptions({ fault: { kind: "kill", part: "bridge" }, quietMs: 6_000 });
  await using pipeline = await startFor(options);
  await filterRecordsWith(pipeline, "unwanted");
  const report = await drilled(pipeline, options, {
    load: async () => {
      await publishUnwanted(pipeline, 4);
      await untilFiltered(pipeline, 4);
    },
    drain: () => publishUnwanted(pipeline, 2),
  });
  expect(report.counts).toMatchObject({ filtered: 6, lost: 0 });
  expect(report.evidence).toMatchObject({ taps: expect.arrayContaining(["bridge"]), filtered: "at least" });
  expect(drillSummary(report)).toContain("filtered at least 6");
});

test("readings that a transform removes are lost, and the report says how many of them these can be", async () => {
  const options = shortDrillOptions({ fault: { kind: "none" }, quietMs: 6_000 });
  await using pipeline = await startFor(options);
  const { counts, lostAt, evidence, ...report } = await drilled(pipeline, options, {
    // The header of every reading.
    load: () => filterRecordsWith(pipeline, "run"),
  });
  expect(counts.lost).toBeGreaterThan(0);
  // Redelivered to the task with the transform: readings that had arrived may be filtered, too.
  expect(counts.filtered).toBeGreaterThanOrEqual(counts.lost);
  expect(evidence.filtered).toBe("exact");
  expect(lostAt["bridge-kafka"]).toBe(counts.lost);
  expect(drillSummary({ counts, lostAt, evidence, ...report })).toContain(
    `At most ${counts.lost} of the lost readings were removed by a transform (${counts.filtered} messages filtered).`,
  );
});

async function startFor(options: DrillOptions): Promise<Pipeline> {
  return await startTemporaryPipeline("local", {
    ...drillPipeline(options),
    keepLogsIn: join(checkout, "test-results", "logs", "filtered"),
  });
}

/** Carries out a drill, with actions at the beginning of phases. */
async function drilled(
  pipeline: Pipeline,
  options: DrillOptions,
  actions: Partial<Record<Phase, () => Promise<void>>>,
): Promise<DrillReport> {
  const begun = new Map<Phase, Promise<void> | undefined>();
  const onPhase = (phase: Phase) => {
    if (!begun.has(phase)) begun.set(phase, actions[phase]?.());
  };
  const hooks = { onPhase, signal: AbortSignal.timeout(120_000) };
  const { report } = await carryOutOn(drillKind, pipeline, options, hooks);
  await Promise.all(begun.values());
  return report;
}

/** Registers the pipeline's connector with a transform that removes every record with this header. */
async function filterRecordsWith(pipeline: Pipeline, header: string): Promise<void> {
  const config = JSON.parse(await readFile(join(checkout, "connect/mqtt-source.json"), "utf8"));
  const filter = {
    transforms: "filter",
    "transforms.filter.type": "org.apache.kafka.connect.transforms.Filter",
    "transforms.filter.predicate": "unwanted",
    predicates: "unwanted",
    "predicates.unwanted.type": "org.apache.kafka.connect.transforms.predicates.HasHeaderKey",
    "predicates.unwanted.name": header,
  };
  const { connect } = pipeline.addresses;
  await registerConnector(connect, connectorName, { ...config, ...filter }, AbortSignal.timeout(60_000));
}

async function publishUnwanted({ addresses, names }: Pipeline, count: number): Promise<void> {
  const client = await connectAsync(addresses.mqttUrl, { protocolVersion: 5 });
  const unwanted = { qos: 1, properties: { userProperties: { unwanted: "yes" } } } as const;
  for (let index = 0; index < count; index += 1) {
    await client.publishAsync(names.mqttTopic, '{"id":"unwanted"}', unwanted);
  }
  await client.endAsync();
}

async function untilFiltered({ addresses }: Pipeline, count: number): Promise<void> {
  await waitFor({ description: `${count} filtered messages`, timeoutMs: 10_000 }, async () => {
    const asked = await askConnectorMetrics(
      addresses.connectMetrics,
      connectorName,
      AbortSignal.timeout(2_000),
    );
    return asked.filtered === count || undefined;
  });
}
