import { expect, test } from "vitest";
import { PipelineFolder } from "../../../../../testbed/pipeline/folder/pipeline-folder.ts";
import { localEnvironments } from "../../../../../testbed/pipeline/local/local-environments.ts";
import { localLinks } from "../../../../../testbed/pipeline/local/local-links.ts";
import { freePortsForAll } from "../../../../../testbed/pipeline/ports.ts";

test("consumers of our own Kafka get no client properties, whatever the caller's environment has", async () => {
  const ports = await freePortsForAll();
  const links = await localLinks([], ports);
  const folder = "unused";
  const { journals } = new PipelineFolder(folder);
  const { consumer, consumerUnderTest } = localEnvironments(
    { folder, ports, journals: true },
    links,
    journals,
  );
  for (const environment of [consumer, consumerUnderTest])
    expect(environment).toHaveProperty("KAFKA_CONFIG", undefined);
});

test("the bridge gets the topic filter of all topics that the publisher's devices are spread over", async () => {
  const ports = await freePortsForAll();
  const links = await localLinks([], ports);
  const publisher = { MQTT_TOPIC: "coffee/{shard}", MQTT_SHARDS: "2" };
  const options = { folder: "unused", ports, publisher };
  const environments = localEnvironments(options, links, new PipelineFolder("unused").journals);
  expect(environments.publisher).toMatchObject(publisher);
  expect(environments.bridge).toMatchObject({ MQTT_TOPIC: "coffee/+", KAFKA_TOPIC: "coffee" });
});
