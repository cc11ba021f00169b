import { expect, test } from "vitest";
import { partNames } from "../../../../../../services/shared/topology.ts";
import { missingServers } from "../../../../../../testbed/pipeline/compose/parts/missing-servers.ts";

const running = (...services: readonly string[]) => new Set(services);

test("a running service is told with all of its servers that are down", () => {
  expect([...missingServers(partNames, running("publisher", "connect", "consumer"))]).toEqual([
    ["publisher", ["mqtt"]],
    ["connect", ["mqtt", "kafka"]],
    ["consumer", ["kafka"]],
  ]);
});

test("no service waits for a server that runs, and one that does not run waits for nothing", () => {
  expect([...missingServers(partNames, running("mosquitto", "kafka", "connect", "consumer"))]).toEqual([]);
  expect([...missingServers(partNames, running("mosquitto"))]).toEqual([]);
});

test("a bridge that runs beside the containers is no service", () => {
  const names = partNames.filter((name) => name !== "bridge");
  expect([...missingServers(names, running("mosquitto", "publisher"))]).toEqual([]);
});

test("a server of several processes is down once none of them runs", () => {
  const names = ["mqtt", "kafka-1", "kafka-2", "bridge-1", "bridge-2"] as const;
  expect([...missingServers(names, running("mosquitto", "kafka-2", "connect-1"))]).toEqual([]);
  expect([...missingServers(names, running("mosquitto", "connect-1", "connect-2"))]).toEqual([
    ["connect-1", ["kafka"]],
    ["connect-2", ["kafka"]],
  ]);
});
