import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { GenericContainer, Network, type StartedTestContainer, Wait } from "testcontainers";
import { afterAll, test as base, beforeAll, expect } from "vitest";
import { ConnectorError } from "../../services/provision/connector.ts";
import { KafkaConnectContainer } from "../../testbed/testcontainers/kafka-connect-container.ts";
import { type StartedKafkaConnectContainer } from "../../testbed/testcontainers/started-kafka-connect-container.ts";
import { TimeoutError, waitFor } from "../../testbed/wait-for.ts";
import { archivePath } from "../support/archive/connector-archive.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const test = (await engineIsMissing()) ? base.skip : base;

const kafkaImage = process.env["KAFKA_IMAGE"] ?? "apache/kafka:4.3.1";
const mosquittoImage = process.env["MOSQUITTO_IMAGE"] ?? "eclipse-mosquitto:2.0.22";
const checkout = join(import.meta.dirname, "..", "..");
const plugin = join(checkout, archivePath);
const pluginFolder = join(checkout, "connect", "target", "plugins", "mqtt-source");
const connectorClass = "io.github.mqttkafkatestbed.connect.MqttSourceConnector";
const kafkaAddress = "kafka:9092";
const mqttPort = 1883;

const openListener = `listener ${mqttPort}\nallow_anonymous true\n`;
const guardedListener = `listener ${mqttPort}\nallow_anonymous false\n`;
const mosquittoConf = "/mosquitto/config/mosquitto.conf";

const things = new AsyncDisposableStack();
let connectInNetwork: () => KafkaConnectContainer;
let startMosquitto: (alias: string, conf: string) => Promise<StartedTestContainer>;
let kafka: StartedTestContainer;
let connect: StartedKafkaConnectContainer;

beforeAll(async () => {
  const network = await new Network().start();
  things.defer(async () => {
    await network.stop();
  });
  connectInNetwork = () => new KafkaConnectContainer(kafkaImage).withNetwork(network);
  startMosquitto = async (alias, conf) =>
    things.use(
      await new GenericContainer(mosquittoImage)
        .withNetwork(network)
        .withNetworkAliases(alias)
        .withCopyContentToContainer([{ content: conf, target: mosquittoConf, mode: 0o644 }])
        .withExposedPorts(mqttPort)
        .withWaitStrategy(Wait.forLogMessage(/mosquitto version .* running/))
        .start(),
    );
  kafka = things.use(
    await new GenericContainer(kafkaImage)
      .withNetwork(network)
      .withNetworkAliases("kafka")
      .withCopyFilesToContainer([
        {
          source: join(checkout, "services", "kafka", "server.properties"),
          target: "/mnt/shared/config/server.properties",
          mode: 0o644,
        },
      ])
      .withEnvironment({
        KAFKA_LISTENERS:
          "CONNECT://:19092,CONSUMER://:29092,EXTERNAL://:9092,INTERNAL://:9094,CONTROLLER://:9093",
        KAFKA_ADVERTISED_LISTENERS: `CONNECT://kafka:19092,CONSUMER://kafka:29092,EXTERNAL://${kafkaAddress},INTERNAL://kafka:9094`,
        KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:9093",
        KAFKA_LOG_DIRS: "/var/lib/kafka/data",
        KAFKA_HEAP_OPTS: "-Xmx512m",
      })
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .start(),
  );
  connect = things.use(
    await connectInNetwork()
      .withKafka(kafkaAddress)
      .withPlugin(plugin)
      .withWorkerProperty("response.http.headers.config", "set X-Worker: C\\temp é = #1!")
      .start(),
  );
});

afterAll(() => things.disposeAsync());

test("the plugin in an archive copied into the container is found", async () => {
  expect(await plugins(connect)).toContain(connectorClass);
});

test("a worker property reaches the worker as it was given, special characters included", async () => {
  const response = await fetch(`${connect.getRestEndpoint()}/`);
  await response.body?.cancel();
  expect(response.headers.get("x-worker")).toBe("C\\temp é = #1!");
});

test("a connector is RUNNING once it is registered, and a message published to Mosquitto is in Kafka", async () => {
  const mosquitto = await startMosquitto("mosquitto", openListener);

  await connect.registerConnector("coffee", await configuration("mosquitto", "coffee"));

  const status = await connect.connectorStatus("coffee");
  expect(status?.connector.state).toBe("RUNNING");
  expect(status?.tasks.map(({ state }) => state)).toEqual(["RUNNING"]);
  const reading = '{"id":"3DF92-192","x":12.5,"y":3,"status":"Active"}';
  await publish(mosquitto, "coffee", reading);
  expect(await firstRecord("coffee")).toBe(`3DF92-192\t${reading}`);
});

test("a configuration that Connect refuses throws ConnectorError with Connect's reason", async () => {
  const config = { ...(await configuration("mosquitto", "refused")), "mqtt.qos": "7" };

  const error = await failureOf(connect.registerConnector("refused", config));

  expect(error).toBeInstanceOf(ConnectorError);
  expect(error).toHaveProperty("message", expect.stringMatching(/refused.*mqtt\.qos/s));
  expect(await connect.connectorStatus("refused")).toBeUndefined();
});

test("a task that fails throws with its trace, and restartFailedTasks starts it once the cause is gone", async () => {
  const mosquitto = await startMosquitto("guarded", guardedListener);

  const error = await failureOf(
    connect.registerConnector("guarded", await configuration("guarded", "guarded")),
  );

  expect(error).toBeInstanceOf(ConnectorError);
  expect(error).toHaveProperty("message", expect.stringMatching(/0x87 not authorized\n {2}\tat io\.github/));
  await mosquitto.copyContentToContainer([{ content: openListener, target: mosquittoConf, mode: 0o644 }]);
  await mosquitto.restart();
  await connect.restartFailedTasks("guarded");
  await waitFor({ description: "the task to run again", timeoutMs: 30_000 }, async () => {
    const status = await connect.connectorStatus("guarded");
    return status?.tasks[0]?.state === "RUNNING" ? status : undefined;
  });
  await publish(mosquitto, "guarded", '{"id":"after"}');
  expect(await firstRecord("guarded")).toBe('after\t{"id":"after"}');
});

test("an update counts only when the tasks of the new configuration run, and a refused one changes nothing", async () => {
  await startMosquitto("update-open", openListener);
  await startMosquitto("update-guarded", guardedListener);
  const working = await configuration("update-open", "updated");
  await connect.registerConnector("updated", working);

  const refused = await failureOf(connect.registerConnector("updated", { ...working, "mqtt.qos": "7" }));
  expect(refused).toBeInstanceOf(ConnectorError);
  await connect.registerConnector("updated", working);

  const failing = await configuration("update-guarded", "updated");
  const failed = await failureOf(connect.registerConnector("updated", failing));
  expect(failed).toHaveProperty("message", expect.stringContaining("0x87 not authorized"));
  await connect.registerConnector("updated", working);
});

test("restartFailedTasks of a connector that Connect does not know throws ConnectorError with its name", async () => {
  const error = await failureOf(connect.restartFailedTasks("nobody"));
  expect(error).toBeInstanceOf(ConnectorError);
  expect(error).toHaveProperty("message", expect.stringContaining("nobody"));
});

test("a registration that takes too long throws TimeoutError with the connector and the time allowed", async () => {
  const error = await failureOf(
    connect.registerConnector("late", await configuration("mosquitto", "late"), 1),
  );
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toHaveProperty("message", expect.stringContaining("the connector late to run (1 ms)"));
});

test("a second worker on the same Kafka is a group of its own, takes a plugin as a folder, and is gone after its block", async () => {
  let endpoint: string;
  {
    await using other = await connectInNetwork().withKafka(kafkaAddress).withPlugin(pluginFolder).start();
    endpoint = other.getRestEndpoint();
    expect(await plugins(other)).toContain(connectorClass);
    expect(await (await fetch(`${endpoint}/connectors`)).json()).toEqual([]);
  }
  await expect(fetch(endpoint)).rejects.toThrow("fetch failed");
});

test("a worker that ends during its start is an error with the end of its log", async () => {
  const starting = connectInNetwork()
    .withKafka(kafkaAddress)
    .withWorkerProperty("offset.storage.replication.factor", "many")
    .start();
  await expect(starting).rejects.toThrow(/many.*offset\.storage\.replication\.factor/s);
});

/** Returns the pipeline's configuration of the connector, for a broker and topics of a test. */
async function configuration(mosquitto: string, topic: string): Promise<Record<string, string>> {
  const variables: Readonly<Record<string, string>> = {
    MQTT_URL: `mqtt://${mosquitto}:${mqttPort}`,
    MQTT_TOPIC: topic,
    MQTT_QOS: "1",
    KAFKA_TOPIC: topic,
  };
  const text = await readFile(join(checkout, "connect", "mqtt-source.json"), "utf8");
  const config = JSON.parse(
    text.replaceAll(/\$\{env:(\w+)\}/g, (placeholder, name) => variables[name] ?? placeholder),
  ) as Record<string, string>;
  // Makes Connect create the topics: this Kafka creates none itself (auto.create.topics.enable=false).
  const topics = {
    "topic.creation.default.partitions": "1",
    "topic.creation.default.replication.factor": "1",
  };
  return { ...config, ...topics };
}

async function publish(mosquitto: StartedTestContainer, topic: string, payload: string): Promise<void> {
  const client = await connectAsync(`mqtt://${mosquitto.getHost()}:${mosquitto.getMappedPort(mqttPort)}`, {
    reconnectPeriod: 0,
  });
  await client.publishAsync(topic, payload, { qos: 1 });
  await client.endAsync();
}

/** Returns key and value of the first record of a topic, read by Kafka's console consumer, with a timeout of 30 s. */
async function firstRecord(topic: string): Promise<string> {
  const { stdout, output } = await kafka.exec([
    "/opt/kafka/bin/kafka-console-consumer.sh",
    ...["--bootstrap-server", kafkaAddress, "--topic", topic, "--from-beginning"],
    ...["--max-messages", "1", "--timeout-ms", "30000", "--formatter-property", "print.key=true"],
  ]);
  return stdout.split("\n").find((line) => line.includes("\t")) ?? output;
}

/** Returns the classes of the connectors that a worker has. */
async function plugins(worker: StartedKafkaConnectContainer): Promise<string[]> {
  const answer = await fetch(`${worker.getRestEndpoint()}/connector-plugins`);
  return ((await answer.json()) as { class: string }[]).map((found) => found.class);
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
