import { expect, test } from "vitest";
import { faultOption } from "../../../../../testbed/cli/options/load-arguments.ts";
import {
  downOption,
  linkArgument,
  oneOf,
  partArgument,
} from "../../../../../testbed/cli/options/topology-options.ts";
import { kill } from "../../../../../testbed/faults/kill.ts";

test("current and former names are accepted, in each word", () => {
  const read = oneOf(["kill bridge", "cut mqtt-bridge"]);
  expect(["kill bridge", "kill connect", "cut mosquitto-connect"].map(read)).toEqual([
    "kill bridge",
    "kill bridge",
    "cut mqtt-bridge",
  ]);
});

test("any other name is refused, and the error has the allowed names", () => {
  expect(() => oneOf(["mqtt", "kafka"])("hive")).toThrow("Allowed choices are mqtt, kafka.");
});

test("--help has the former names that are accepted", () => {
  const ofParts = "mosquitto is accepted for mqtt, connect for bridge";
  const ofLinks =
    "publisher-mosquitto is accepted for publisher-mqtt, mosquitto-connect for mqtt-bridge, connect-kafka for bridge-kafka";
  expect(partArgument(kill).description).toContain(ofParts);
  expect(downOption().description).toContain(ofParts);
  expect(linkArgument().description).toContain(ofLinks);
  expect(faultOption().description).toContain(`${ofParts}, publisher-mosquitto for publisher-mqtt`);
});
