import { expect, test } from "vitest";
import { addressesAt } from "../../../../../testbed/pipeline/addresses.ts";
import { singlePorts } from "../../../../../testbed/pipeline/cluster/cluster-ports.ts";
import { PipelineFolder } from "../../../../../testbed/pipeline/folder/pipeline-folder.ts";
import { localEnvironments } from "../../../../../testbed/pipeline/local/local-environments.ts";
import { localLinks } from "../../../../../testbed/pipeline/local/local-links.ts";
import { freePortsForAll } from "../../../../../testbed/pipeline/ports.ts";

async function placesWithOpenDoors() {
  const ports = await freePortsForAll();
  const { journals } = new PipelineFolder("unused");
  const cluster = singlePorts(ports);
  const places = { cluster, addresses: addressesAt(ports), links: await localLinks([], ports), journals };
  return { ports, places: { ...places, certificates: undefined } };
}

test("consumers of our own Kafka get no client properties, whatever the caller's environment has", async () => {
  const { ports, places } = await placesWithOpenDoors();
  const { consumer, consumerUnderTest } = localEnvironments(
    { folder: "unused", ports, journals: true },
    places,
  );
  for (const environment of [consumer, consumerUnderTest])
    expect(environment).toHaveProperty("KAFKA_CONFIG", undefined);
});

test("the bridge gets the topic filter of all topics that the publisher's devices are spread over", async () => {
  const { ports, places } = await placesWithOpenDoors();
  const publisher = { MQTT_TOPIC: "coffee/{shard}", MQTT_SHARDS: "2" };
  const environments = localEnvironments({ folder: "unused", ports, publisher }, places);
  expect(environments.publisher).toMatchObject(publisher);
  expect(environments.bridge).toMatchObject({ MQTT_TOPIC: "coffee/+", KAFKA_TOPIC: "coffee" });
});
