import { readFile } from "node:fs/promises";
import { connectAsync } from "mqtt";
import { afterAll, test as base, beforeAll, expect, vi } from "vitest";
import { registerConnector } from "../../services/provision/connector.ts";
import { HttpClient } from "../../services/shared/http/http-client.ts";
import { ComposeStack } from "../support/containers/compose-stack.ts";
import { docker } from "../support/containers/fixture-image.ts";
import { PrivateCheckout } from "../support/containers/private-checkout.ts";
import { ProxiedClient } from "../support/containers/proxied-client.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn("Skipped: only root may signal the processes of containers");
const test = !isRoot || (await engineIsMissing()) ? base.skip : base;

const parts = ["mosquitto", "kafka", "connect", "consumer", "publisher"] as const;
/** Nobody listens there. */
const proxy = "http://127.0.0.1:9";
const things = new AsyncDisposableStack();
let other: PrivateCheckout;
let stack: ComposeStack;

beforeAll(async () => {
  if (!isRoot || (await engineIsMissing())) return;
  other = things.use(await PrivateCheckout.copy());
  const { folder } = other;
  // Without the proxy, which does not exist.
  await (await ComposeStack.of({ folder })).compose("build");
  const { environment } = things.use(await ProxiedClient.of(proxy));
  stack = things.use(await ComposeStack.of({ folder, environment }));
  await stack.compose("up", "--wait");
});

afterAll(() => things.disposeAsync());

/** Waits until the engine says this of the health of every part. */
async function untilAllAre(status: "healthy" | "unhealthy", timeout: number): Promise<void> {
  const health = async () =>
    await Promise.all(parts.map(async (part) => (await stack.state(part)).Health?.Status));
  await vi.waitFor(async () => expect(await health()).toEqual(parts.map(() => status)), {
    timeout,
    interval: 250,
  });
}

test("a checkout made with umask 077 starts, and from a client with proxy variables", async () => {
  await stack.waitForReading();
  expect(await stack.compose("exec", "connect", "env")).toContain(`http_proxy=${proxy}`);
});

test("a second build makes no new image, so that none is left without a name", async () => {
  const names = ["mosquitto", "kafka", "connect", "services"].map((name) => `mqtt-kafka-testbed/${name}`);
  const images = () => docker("image", "inspect", "--format", "{{.Id}}", ...names);
  const built = await images();
  await stack.compose("build");
  expect(await images()).toBe(built);
});

test.each(["kafka", "connect"])("%s has the archive of classes of its image in use", async (part) => {
  const { Pid } = await stack.state(part);
  expect(await readFile(`/proc/${Pid}/maps`, "utf8")).toContain(`/${part}.jsa`);
});

test("health checks and polls leave no line in the logs", async () => {
  await untilAllAre("healthy", 60_000);
  expect(await stack.compose("logs", "connect")).not.toMatch(/"(GET|POST|PUT) \//);
  expect(await stack.compose("logs", "mosquitto")).not.toContain("127.0.0.1");
});

test.each(parts)("%s comes back after its main process was killed, and readings arrive", async (part) => {
  const { Pid: killed } = await stack.state(part);
  process.kill(killed, "SIGKILL");
  await vi.waitFor(
    async () => {
      const { Status, Pid } = await stack.state(part);
      expect(Status).toBe("running");
      expect(Pid).not.toBe(killed);
    },
    { timeout: 30_000, interval: 100 },
  );
  await stack.waitForReading();
});

test("parts that hang are unhealthy within 30 s, with the reason, and healthy once they go on", async () => {
  await untilAllAre("healthy", 60_000);
  const processes = await Promise.all(parts.map((part) => stack.processOf(part)));
  for (const each of processes) process.kill(each, "SIGSTOP");
  try {
    await untilAllAre("unhealthy", 30_000);
    const { Health } = await stack.state("consumer");
    expect(Health?.Log.at(-1)?.Output).toContain("/readyz: no answer within 3 s");
  } finally {
    for (const each of processes) process.kill(each, "SIGCONT");
  }
  await untilAllAre("healthy", 60_000);
  await stack.waitForReading();
});

test("docker compose restart leaves every part healthy and provision successful", async () => {
  await stack.compose("restart");
  await vi.waitFor(
    async () => expect(await stack.state("provision")).toMatchObject({ Status: "exited", ExitCode: 0 }),
    { timeout: 60_000, interval: 250 },
  );
  await untilAllAre("healthy", 60_000);
  await stack.waitForReading();
});

test("a FAILED task runs again without anybody", async () => {
  const { CONNECT_PORT, MQTT_PORT } = stack.ports;
  const connectUrl = `http://127.0.0.1:${CONNECT_PORT}`;
  const response = await fetch(`${connectUrl}/connectors/mqtt-source/config`);
  const config = (await response.json()) as Record<string, string>;
  const failsOnPoison = {
    predicates: "poisoned",
    "predicates.poisoned.type": "org.apache.kafka.connect.transforms.predicates.HasHeaderKey",
    "predicates.poisoned.name": "poison",
    transforms: "fail",
    // Fails, since the value is bytes.
    "transforms.fail.type": "org.apache.kafka.connect.transforms.ExtractField$Value",
    "transforms.fail.field": "id",
    "transforms.fail.predicate": "poisoned",
  };
  const changed = { ...config, ...failsOnPoison };
  await registerConnector(HttpClient.at(connectUrl), "mqtt-source", changed, AbortSignal.timeout(60_000));
  const client = await connectAsync(`mqtt://127.0.0.1:${MQTT_PORT}`, { protocolVersion: 5 });
  const reading = (id: string) => JSON.stringify({ id, x: 1, y: 1, status: "Active" });
  // At QoS 0: the broker does not deliver it again to the task that runs next.
  const poison = { qos: 0, properties: { userProperties: { poison: "1" } } } as const;
  await client.publishAsync("coffee", reading("poisoned"), poison);
  await vi.waitFor(
    async () =>
      expect(await stack.compose("logs", "connect")).toContain("will not recover until manually restarted"),
    { timeout: 30_000, interval: 500 },
  );
  const arrived = stack.waitForReading("after");
  await client.publishAsync("coffee", reading("after"), { qos: 1 });
  await client.endAsync();
  await arrived;
});

test("a start runs the sources of its own checkout, although images have the same names everywhere", async () => {
  const file = "services/consumer/main.ts";
  await other.append(file, "// Another checkout.");
  const lastLine = async (of: ComposeStack) => {
    await of.compose("up", "--no-start", "consumer");
    const id = (await of.compose("ps", "--all", "--quiet", "consumer")).trim();
    const image = (await docker("inspect", "--format", "{{.Image}}", id)).trim();
    return await docker("run", "--rm", "--entrypoint", "tail", image, "-n", "1", file);
  };
  await using ours = await ComposeStack.of();
  expect(await lastLine(stack)).toBe("// Another checkout.\n");
  expect(await lastLine(ours)).not.toContain("Another checkout");
  expect(await lastLine(stack)).toBe("// Another checkout.\n");
});
