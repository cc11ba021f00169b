import { expect, expectTypeOf, test } from "vitest";
import { type GivenFaultSpec } from "../../../../testbed/faults/spec/fault-spec.ts";
import { type GivenLinkName, linkNamed, partNamed } from "../../../../testbed/library/given-names.ts";
import { type FaultOptions } from "../../../../testbed/library/test-pipeline.ts";

test("parts and links are accepted by their present and their former names", () => {
  expect((["bridge", "connect", "mosquitto", "kafka"] as const).map(partNamed)).toEqual([
    "bridge",
    "bridge",
    "mqtt",
    "kafka",
  ]);
  const links: GivenLinkName[] = [
    "mosquitto-connect",
    "connect-kafka",
    "publisher-mosquitto",
    "kafka-consumer",
  ];
  expect(links.map(linkNamed)).toEqual(["mqtt-bridge", "bridge-kafka", "publisher-mqtt", "kafka-consumer"]);
});

test("an unknown name is rejected; the error lists the names allowed", () => {
  expect(() => partNamed("hive" as "mqtt")).toThrow(
    "part hive: one of publisher, mqtt, bridge, kafka, consumer is allowed",
  );
  expect(() => linkNamed("connect" as "mosquitto-connect")).toThrow(
    "link connect: one of publisher-mqtt, mqtt-bridge, bridge-kafka, kafka-consumer is allowed",
  );
});

test("the types of faults and options include former names", () => {
  expectTypeOf({ kind: "kill", part: "connect" } as const).toExtend<GivenFaultSpec>();
  expectTypeOf({ kind: "cut", link: "mosquitto-connect" } as const).toExtend<GivenFaultSpec>();
  expectTypeOf({ down: "mosquitto" } as const).toExtend<FaultOptions>();
  expectTypeOf({ kind: "kill", part: "mosquitto-connect" } as const).not.toExtend<GivenFaultSpec>();
});
