import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkout } from "../../../../../testbed/checkout.ts";
import { clusterInContainers } from "../../../../../testbed/pipeline/cluster/cluster-size.ts";
import { instanceNames } from "../../../../../testbed/pipeline/cluster/instance-name.ts";
import { composeEnvironment } from "../../../../../testbed/pipeline/compose/variables/compose-environment.ts";
import { productOf } from "../../../../../testbed/pipeline/part.ts";

interface Service {
  readonly [key: string]: unknown;
  readonly extends?: { readonly file: string; readonly service: string };
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, object>>;
}

/** Tags of compose: what replaces a value of the file below, and what removes it. */
const customTags = [
  { tag: "!reset", resolve: () => null },
  { tag: "!override", collection: "map" as const },
  { tag: "!override", collection: "seq" as const },
];
const text = readFileSync(join(checkout, "docker-compose.cluster.yml"), "utf8");
const { services, volumes } = parse(text, { merge: true, customTags }) as {
  readonly services: Readonly<Record<string, Service | null>>;
  readonly volumes: object;
};
const { kafkaNodes, workers } = clusterInContainers;
const nodes = instanceNames("kafka", kafkaNodes).map(productOf);
const connects = instanceNames("bridge", workers).map(productOf);
const named = Object.entries(services).flatMap(([name, service]) =>
  service === null ? [] : [[name, service] as const],
);

test("the nodes and workers are as the single ones, which do not run", () => {
  const file = "docker-compose.yml";
  for (const name of nodes) expect(services[name]?.extends, name).toEqual({ file, service: "kafka" });
  for (const name of connects) expect(services[name]?.extends, name).toEqual({ file, service: "connect" });
  expect(Object.keys(services).filter((name) => services[name] === null)).toEqual(["kafka", "connect"]);
});

test("nothing waits for the single node or worker, and all that waits for one waits for all", () => {
  const waiting = named.filter(([, service]) => service.depends_on !== undefined);
  expect(waiting.map(([name]) => name)).toEqual([...connects, "provision", "consumer"]);
  for (const [name, service] of waiting) {
    const servers = Object.keys(service.depends_on ?? {}).filter((each) => /^(kafka|connect)/.test(each));
    expect(servers, name).toEqual(connects.includes(name) ? nodes : [...nodes, ...connects]);
  }
});

test.each(nodes.map((name, index) => [name, index + 1] as const))(
  "%s has its own number, names, port and data, and the voters of all",
  (name, number) => {
    const port = number === 1 ? "KAFKA_PORT" : `KAFKA_${number}_PORT`;
    const { environment, volumes: data, ports } = services[name] ?? {};
    expect(environment).toMatchObject({
      KAFKA_NODE_ID: number,
      KAFKA_CLUSTER: "true",
      KAFKA_CONTROLLER_QUORUM_VOTERS: nodes.map((each, index) => `${index + 1}@${each}:9093`).join(),
    });
    const listeners = String(environment?.["KAFKA_ADVERTISED_LISTENERS"]).split(",");
    expect(listeners).toEqual([
      `CONNECT://\${KAFKA_${number}_FOR_CONNECT:-${name}:19092}`,
      `CONSUMER://\${KAFKA_${number}_FOR_CONSUMER:-${name}:29092}`,
      expect.stringMatching(new RegExp(`^EXTERNAL://localhost:\\$\\{${port}:-\\d+\\}$`)),
      `INTERNAL://${name}:9094`,
    ]);
    expect(data).toEqual([`${name}-data:/var/lib/kafka/data`]);
    expect(Object.keys(volumes)).toContain(`${name}-data`);
    if (number > 1)
      expect(ports).toEqual([
        expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\$\\{${port}:-\\d+\\}:9092$`)),
      ]);
  },
);

test("each worker is advertised under its own name, and has its own address of Mosquitto", () => {
  for (const [index, name] of connects.entries())
    expect(services[name]?.environment).toMatchObject({
      CONNECT_ADVERTISED_HOST_NAME: name,
      MQTT_URL: `mqtt://\${MOSQUITTO_FOR_CONNECT_${index + 1}:-mosquitto:1883}`,
      KAFKA_BROKERS: nodes.map((node, number) => `\${KAFKA_${number + 1}_FOR_CONNECT:-${node}:19092}`).join(),
    });
});

test("the publisher asks every worker, and for the metrics of each", () => {
  expect(services["publisher"]?.environment).toEqual({
    CONNECT_URL: connects.map((name) => `http://${name}:8083`).join(),
    CONNECT_METRICS_URL: connects.map((name) => `http://${name}:9404/metrics`).join(),
  });
});

test("the ports of the nodes and the worker beside the first are set", () => {
  const worker = (port: number) => ({ CONNECT_PORT: port, CONNECT_METRICS_PORT: port + 1 });
  const environment = composeEnvironment(
    { ports: { KAFKA_PORT: 1 } as never, folder: "/nowhere", cluster: clusterInContainers },
    { qos: 1, topics: { filter: "coffee" }, tracing: {} } as never,
    {
      proxyPort: 9,
      cluster: { kafkaNodes: [1, 2, 3], workers: [worker(4), worker(6)], consumers: [8] },
      ...{ journals: "/journals", certificates: undefined },
    },
  );
  const variables = [...text.matchAll(/\$\{(\w+_PORT):-/g)].map(([, name = ""]) => name);
  expect(Object.fromEntries(variables.map((name) => [name, environment[name]]))).toEqual({
    ...{ KAFKA_PORT: "1", KAFKA_2_PORT: "2", KAFKA_3_PORT: "3" },
    ...{ CONNECT_2_PORT: "6", CONNECT_2_METRICS_PORT: "7" },
  });
});
