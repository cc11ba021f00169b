import { connectAsync } from "mqtt";
import { expect, onTestFinished } from "vitest";
import { askConnectorMetrics } from "../../../services/shared/metrics/connector-metrics.ts";
import { samplesIn } from "../../../services/shared/metrics/prometheus-text.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { workerMetrics } from "../../support/http/worker-metrics.ts";
import { KafkaReader } from "../../support/pipeline/kafka-reader.ts";
import { OwnConnector } from "../../support/pipeline/own-connector.ts";
import { test } from "../../support/pipeline/pipeline-test.ts";

const withoutHeader = (name: string) => ({
  transforms: "filter",
  "transforms.filter.type": "org.apache.kafka.connect.transforms.Filter",
  "transforms.filter.predicate": "unwanted",
  predicates: "unwanted",
  "predicates.unwanted.type": "org.apache.kafka.connect.transforms.predicates.HasHeaderKey",
  "predicates.unwanted.name": name,
});

test("the metrics of a task are on the agent's port, under names of Prometheus", async ({ pipeline }) => {
  const publisher = await connectAsync(pipeline.addresses.mqttUrl, {
    protocolVersion: 5,
    reconnectPeriod: 0,
  });
  onTestFinished(() => publisher.endAsync());
  await using connector = await OwnConnector.register(pipeline, "metrics/#", withoutHeader("unwanted"));
  await using reader = await KafkaReader.open(pipeline, connector.name);
  const unwanted = { qos: 1, properties: { userProperties: { unwanted: "yes" } } } as const;
  await publisher.publishAsync("metrics/a", "1", unwanted);
  await publisher.publishAsync("metrics/a", "2", unwanted);
  await publisher.publishAsync("metrics/a", "3", { qos: 1 });
  await reader.waitFor("the record", () => true);

  const text = await workerMetrics(pipeline.addresses);
  const own = samplesIn(text).filter(({ labels }) => labels["connector"] === connector.name);
  const value = (name: string) => own.find((sample) => sample.name === name)?.value;
  expect(value("mqtt_source_messages_received_total")).toBe(3);
  expect(value("mqtt_source_messages_filtered_total")).toBe(2);
  expect(value("mqtt_source_connections_total")).toBe(1);
  expect(value("mqtt_source_connected")).toBe(1);
  expect(value("mqtt_source_messages_waiting")).toBe(0);
  const ofFilter = own.find(({ name }) => name === "mqtt_source_filter_messages_received_total");
  expect(ofFilter).toMatchObject({ labels: { filter: "metrics/#" }, value: 3 });
  expect(own.filter(({ labels }) => labels["task"] !== "0")).toEqual([]);
  expect(own.find(({ name }) => name === "kafka_connect_task_status")?.labels).toMatchObject({
    status: "running",
  });
});

test("a connector's metrics are asked for by name, and end with its task", async ({ pipeline }) => {
  const { connectMetrics } = pipeline.addresses;
  const ask = (name: string) => askConnectorMetrics(connectMetrics, name, AbortSignal.timeout(10_000));
  await using connector = await OwnConnector.register(pipeline, `metrics/${crypto.randomUUID()}`);
  const { workerStartedMs, filtered } = await ask(connector.name);
  expect(filtered).toBe(0);
  expect(workerStartedMs).toBeLessThan(Date.now());
  const filtering = await workerMetrics(pipeline.addresses, "?name[]=process_start_time_seconds");
  expect(samplesIn(filtering).map(({ name }) => name)).toEqual(["process_start_time_seconds"]);

  await connector.change("stop");
  await waitFor({ description: "the metrics to end", timeoutMs: 10_000 }, async () =>
    (await ask(connector.name)).filtered === undefined ? true : undefined,
  );
});
