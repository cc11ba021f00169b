import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clusterInContainers } from "../../../../../testbed/pipeline/cluster/cluster-size.ts";
import { projectNameOf } from "../../../../../testbed/pipeline/compose/project-name.ts";
import { startComposePipeline } from "../../../../../testbed/pipeline/compose/start-compose-pipeline.ts";
import { loopback } from "../../../../../testbed/pipeline/ports.ts";
import { isRunning } from "../../../../../testbed/pipeline/processes/proc.ts";
import { container, engine, services } from "../../../../support/containers/stub-engine.ts";

const healthy = services.map((service) => container(service, "running", "healthy"));

test("without images the reason is given, and no command of compose is left", async () => {
  // docker events runs by then.
  const build = 'until [ -s $STATE.events ]; do sleep 0.01; done; echo "no such host: registry" >&2; exit 17';
  const { options, watcher } = await engine({ commands: { build } });
  await expect(startComposePipeline(options)).rejects.toThrow(
    /^The images cannot be had\.\ndocker compose build: no such host: registry\n/,
  );
  const left = watcher();
  expect(left !== undefined && isRunning(left)).toBe(false);
  expect(existsSync(join(options.folder, "lock.json"))).toBe(false);
});

test("a container that does not become healthy is named with what its health check said", async () => {
  const running = services.map((service) =>
    container(service, "running", service === "connect" ? "unhealthy" : "healthy"),
  );
  const health = JSON.stringify({
    Log: [{ ExitCode: 1, Output: "wget: bad address 'proxy:3128'\u001b[2J\n" }],
  });
  const up = "echo up > $STATE; echo 'container connect-1 is unhealthy' >&2; exit 1";
  const { options } = await engine({ running, health, commands: { up } });
  await expect(startComposePipeline(options)).rejects.toThrow(
    /^connect did not start: docker compose up --detach --no-build: container connect-1 is unhealthy; its latest health check ended with exit code 1:\n {2}wget: bad address 'proxy:3128'\\u001b\[2J\n/,
  );
});

test("a container that did not stop cleanly is said; one that had ended before is not", async () => {
  const exitCodes: Partial<Record<string, number>> = {
    mosquitto: 137,
    kafka: 143,
    connect: 137,
    consumer: 1,
  };
  const stopped = services.map((service) => container(service, "exited", "", exitCodes[service]));
  const killed = [...stopped.slice(0, 1), ...healthy.slice(1)];
  const { options, notices, calls } = await engine({ killed, stopped });
  {
    await using pipeline = await startComposePipeline(options);
    await pipeline.part("mqtt").kill();
  }
  expect(notices).toEqual([
    expect.stringMatching(
      /^connect did not stop cleanly while mqtt was down: exit code 137 \(.*connect\.log\)\.$/,
    ),
    expect.stringMatching(/^consumer did not stop cleanly: exit code 1 \(.*consumer\.log\)\.$/),
  ]);
  // Those that could wait for it have a short time.
  const stops = calls().flatMap((call) => / (stop( .*)?)$/.exec(call)?.[1] ?? []);
  expect(stops).toEqual([
    expect.stringMatching(/^stop --timeout 2 (publisher connect|connect publisher)$/),
    "stop",
  ]);
});

test("a part that is stopped after it was killed has no stop that could be unclean", async () => {
  const stopped = services.map((service) =>
    container(service, "exited", "", service === "mosquitto" ? 137 : 0),
  );
  const { options, notices } = await engine({
    killed: [...stopped.slice(0, 1), ...healthy.slice(1)],
    stopped,
  });
  {
    await using pipeline = await startComposePipeline(options);
    await pipeline.part("mqtt").kill();
    await pipeline.part("mqtt").stop();
  }
  expect(notices).toEqual([]);
});

test("a part that does not stop cleanly is said when it is stopped", async () => {
  const stopped = services.map((service) => container(service, "exited", "", service === "kafka" ? 1 : 0));
  const { options, notices } = await engine({ stopped });
  {
    await using pipeline = await startComposePipeline(options);
    await pipeline.part("kafka").stop();
  }
  expect(notices).toEqual([
    expect.stringMatching(/^kafka did not stop cleanly: exit code 1 \(.*kafka\.log\)\.$/),
  ]);
});

test("every command of compose but the build is about the project of the folder, also one that deletes data", async () => {
  const { options, calls } = await engine({
    stopped: services.map((service) => container(service, "exited", "")),
  });
  let project = "";
  {
    await using _pipeline = await startComposePipeline({ ...options, fresh: true });
    project = projectNameOf(options.folder);
  }
  const composed = calls().filter(
    (call) => call.startsWith("compose ") && !call.startsWith("compose version"),
  );
  expect(composed.find((call) => call.endsWith(" down --volumes"))).toBeDefined();
  for (const call of composed) {
    const named = call.endsWith(" build") ? "mqtt-kafka-testbed" : project;
    expect(call).toMatch(new RegExp(`^compose --project-name ${named} --file `));
  }
});

test("images are the same for every folder: one project builds them, and nothing builds them anew under another", async () => {
  const stopped = services.map((service) => container(service, "exited", ""));
  const { options, calls } = await engine({ stopped });
  await using _pipeline = await startComposePipeline(options);
  const composed = calls().filter((call) => / (build|up .*)$/.test(call));
  expect(composed).toEqual([
    expect.stringMatching(/^compose --project-name mqtt-kafka-testbed --file \S+ build$/),
    expect.stringMatching(/ up --detach --no-build$/),
  ]);
});

test("a cluster has a container for each node and worker, from a file of its own, and is asked at the ports of all", async () => {
  const names = [
    "mosquitto",
    "kafka-1",
    "kafka-2",
    "kafka-3",
    "connect-1",
    "connect-2",
    "consumer",
    "publisher",
  ];
  const { options, calls } = await engine({
    running: names.map((service) => container(service, "running", "healthy")),
    stopped: names.map((service) => container(service, "exited", "")),
  });
  await using pipeline = await startComposePipeline({ ...options, cluster: clusterInContainers });
  expect(pipeline.instances("kafka").map(({ name }) => name)).toEqual(["kafka-1", "kafka-2", "kafka-3"]);
  expect(pipeline.instances("bridge").map(({ name }) => name)).toEqual(["bridge-1", "bridge-2"]);
  const { kafkaBrokers, connectWorkers } = pipeline.addresses;
  expect(new Set(kafkaBrokers.split(",")).size).toBe(3);
  expect(new Set(connectWorkers.map(({ url }) => url)).size).toBe(2);
  const up = calls().find((call) => / up /.test(call));
  expect(up).toMatch(/ --file \S+docker-compose\.yml --file \S+docker-compose\.cluster\.yml up /);
});

test("a cluster of another size is refused before the engine is asked", async () => {
  const { options, calls } = await engine({});
  await expect(
    startComposePipeline({ ...options, cluster: { kafkaNodes: 5, workers: 2, consumers: 1 } }),
  ).rejects.toThrow(/^Kafka nodes: 5, workers: 2: .*$/);
  expect(calls()).toEqual([]);
});

test("ports of a running stack are one line that names it, and nothing is changed", async () => {
  const server = createServer().listen(0, loopback);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const port = (server.address() as AddressInfo).port;
  const { options, calls } = await engine({
    others: `mqtt-kafka-testbed\\t/home/u/checkout\\t127.0.0.1:${port}->9092/tcp\\n`,
  });
  await expect(
    startComposePipeline({ ...options, ports: { ...options.ports, KAFKA_PORT: port } }),
  ).rejects.toThrow(
    new RegExp(
      `^The compose stack mqtt-kafka-testbed of /home/u/checkout is running and has port ${port}: .*KAFKA_PORT.*$`,
    ),
  );
  expect(calls().map((call) => call.split(" ")[0])).toEqual(["version", "compose", "ps"]);
});

test("containers of the folder's project that somebody else has started on the engine are named, and nothing is changed", async () => {
  const { options, calls } = await engine({ ownBefore: "0123456789ab\\n" });
  const { folder } = options;
  await expect(startComposePipeline(options)).rejects.toThrow(
    `${folder} is in use by containers of the compose project mqtt-kafka-testbed-`,
  );
  expect(calls().map((call) => call.split(" ")[0])).toEqual(["version", "compose", "info", "ps"]);
});
