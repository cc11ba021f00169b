import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, test as base, beforeAll, expect, onTestFinished, vi } from "vitest";
import { scramUser } from "../../services/provision/acls/acl-table.ts";
import { TestbedAuthority } from "../../testbed/certificates/authority/testbed-authority.ts";
import { fileNames } from "../../testbed/certificates/folder/file-names.ts";
import { type Ports } from "../../testbed/pipeline/ports.ts";
import { ComposeStack } from "../support/containers/compose-stack.ts";
import { docker } from "../support/containers/fixture-image.ts";
import { SecureStack, secureFiles } from "../support/containers/secure-stack.ts";
import { pipelineSecrets, secretsIn } from "../support/doors/pipeline-secrets.ts";
import { plainAnswer } from "../support/doors/plain-answer.ts";
import { type ShownIdentity, tlsAnswer } from "../support/doors/shown-identity.ts";
import { topicsSeenBy } from "../support/kafka/topics-seen-by.ts";
import { engineIsMissing } from "../support/pipeline/engine-is-missing.ts";

const test = (await engineIsMissing()) ? base.skip : base;

const device = "3DF92-192";
const parts = ["mosquitto", "kafka", "connect", "consumer", "publisher"] as const;
let secure: SecureStack;

beforeAll(async () => {
  if (await engineIsMissing()) return;
  secure = await SecureStack.make();
  await secure.stack.compose("up", "--wait");
});

afterAll(() => secure?.[Symbol.asyncDispose]());

const secretIn = (name: string) => readFileSync(join(secure.certificates, name), "utf8").trim();
const doorAt = (name: keyof Ports) => ({
  port: secure.stack.ports[name],
  certificates: secure.certificates,
});

test("a toggle reaches the consumer", async () => {
  const { publisher } = secure.addresses;
  const arrived = secure.waitForReading(device, "Inactive");
  const toggle = { method: "POST", headers: { "content-type": "application/json" } };
  const toggled = (status: string) =>
    publisher.fetch(`/status/${device}`, { ...toggle, body: JSON.stringify({ status }) });
  expect((await toggled("Inactive")).status).toBe(200);
  await arrived;
  expect((await toggled("Active")).status).toBe(200);
  await secure.waitForReading(device, "Active");
});

test("the publisher is let in at the consumer, at Connect and at its metrics, which its page shows", async () => {
  const { publisher } = secure.addresses;
  const end = new AbortController();
  onTestFinished(() => end.abort());
  const { body } = await publisher.fetch("/events", { signal: end.signal });
  const events: string[] = [];
  const reader = new WritableStream({ write: (chunk) => void events.push(Buffer.from(chunk).toString()) });
  body?.pipeTo(reader).catch(() => undefined);
  const said = [/"connected":true/, /"says":"task 0 RUNNING"/, /"consumerSince":"/];
  const missing = () => said.filter((what) => !what.test(events.join("")));
  await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 30_000, interval: 100 });
});

const doors = [
  "PUBLISHER_PORT",
  "CONSUMER_PORT",
  "MQTT_PORT",
  "KAFKA_PORT",
  "KAFKA_SCRAM_PORT",
  "CONNECT_PORT",
  "CONNECT_METRICS_PORT",
] as const satisfies (keyof Ports)[];

const request = (headers = "", path = "/status") =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`;

test.each(doors)("%s answers nothing without TLS, but for an alert", async (name) => {
  const answer = await plainAnswer(doorAt(name).port, Buffer.from(request()));
  const alert = 21;
  expect(answer[0] ?? alert).toBe(alert);
});

test("every published port is in that table", async () => {
  const published = await secure.stack.compose("ps", "--format", "{{.Ports}}");
  const found = [...published.matchAll(/127\.0\.0\.1:(\d+)->/g)].map(([, port]) => Number(port));
  expect(found.sort()).toEqual(doors.map((name) => doorAt(name).port).sort());
  expect(published).not.toMatch(/0\.0\.0\.0:\d+->|\[::\]:\d+->/);
});

const intruders: readonly [string, () => Promise<ShownIdentity>][] = [
  ["no certificate", async () => "none"],
  ["one of another CA", async () => (await TestbedAuthority.create()).issue("tester")],
  ["one that has ended", () => secure.authority.issue("tester", new Date(Date.now() - 1_000))],
];

test.each(
  (["MQTT_PORT", "KAFKA_PORT", "CONNECT_PORT"] as const).flatMap((door) =>
    intruders.map(([name, shown]) => ({ door, name, shown })),
  ),
)("$door refuses a client that shows $name: TLS alert", async ({ door, shown }) => {
  await expect(tlsAnswer(doorAt(door), await shown(), request())).rejects.toThrow(/alert/);
});

test("Connect refuses a client of another part, whose certificate is of the same CA", async () => {
  await expect(tlsAnswer(doorAt("CONNECT_PORT"), "consumer", request())).rejects.toThrow(/alert/);
});

test.each([
  ["no token", "", 401],
  ["a wrong token", "Authorization: Bearer wrong\r\n", 401],
  ["another host", undefined, 421],
] as const)("publisher and consumer refuse %s", async (_name, headers, status) => {
  for (const name of ["PUBLISHER_PORT", "CONSUMER_PORT"] as const) {
    const asked = headers === undefined ? request().replace("localhost", "evil.example") : request(headers);
    expect(await tlsAnswer(doorAt(name), "none", asked), name).toMatch(`HTTP/1.1 ${status} `);
  }
});

test("the metrics of Connect need their password", async () => {
  const basic = (password: string) =>
    `Authorization: Basic ${Buffer.from(`metrics:${password}`).toString("base64")}\r\n`;
  const asked = (headers: string) =>
    tlsAnswer(doorAt("CONNECT_METRICS_PORT"), "none", request(headers, "/metrics"));
  expect(await asked("")).toMatch(/^HTTP\/1\.1 401 /);
  expect(await asked(basic("wrong"))).toMatch(/^HTTP\/1\.1 401 /);
  expect(await asked(basic(secretIn(fileNames.metricsPassword)))).toMatch(/^HTTP\/1\.1 200 /);
});

/** Returns the topics that a user sees over SCRAM's port, or why it sees none. */
async function topicsSeen(password: string): Promise<readonly string[] | string> {
  return await topicsSeenBy([`127.0.0.1:${doorAt("KAFKA_SCRAM_PORT").port}`], {
    tls: { ca: secretIn(fileNames.ca) },
    sasl: { mechanism: "SCRAM-SHA-512", username: scramUser, password },
  });
}

test("Kafka lets in a user with the right password, who sees the topic that he may read, and not with a wrong one", async () => {
  expect(await topicsSeen(secretIn(fileNames.scramPassword))).toEqual(["coffee"]);
  expect(await topicsSeen("wrong")).toMatch(/Authentication failed/);
});

test("without certificates no container is made, and no folder for them", async () => {
  const environment = {
    COMPOSE_FILE: secureFiles,
    CERTIFICATES_FOLDER: join(secure.certificates, "missing"),
  };
  await using stack = await ComposeStack.of({ environment });
  await expect(stack.compose("up", "--no-start", "mosquitto")).rejects.toThrow(
    /bind source path does not exist: .*missing\/containers\/mosquitto/,
  );
  expect(existsSync(environment.CERTIFICATES_FOLDER)).toBe(false);
});

test("a container's user can read its own files, and cannot write them", async () => {
  for (const part of parts) {
    const files = (await secure.stack.compose("exec", part, "find", "/run/testbed", "-type", "f")).trim();
    const secrets = files
      .split("\n")
      .filter((file) => /\.(key|pem|p12|token|password|properties)$/.test(file));
    expect(secrets.length, part).toBeGreaterThan(0);
    await secure.stack.compose("exec", part, "cat", ...secrets);
    await expect(secure.stack.compose("exec", part, "touch", secrets[0] ?? ""), part).rejects.toThrow(
      /Read-only file system|Permission denied/,
    );
  }
});

function noSecretIn(text: string, place: string): void {
  expect(secretsIn(text, pipelineSecrets(secure.certificates)), place).toEqual([]);
}

test("no secret is in the engine's description of containers and images, in the layers' history, or in a log", async () => {
  const ids = (await secure.stack.compose("ps", "--all", "--quiet")).trim().split("\n");
  noSecretIn(await docker("inspect", ...ids), "docker inspect");
  const images = (await docker("inspect", "--format", "{{.Image}}", ...ids)).trim().split("\n");
  noSecretIn(await docker("image", "inspect", ...images), "docker image inspect");
  for (const image of new Set(images))
    noSecretIn(await docker("history", "--no-trunc", image), "docker history");
  noSecretIn(await secure.stack.compose("logs"), "docker compose logs");
  noSecretIn(await secure.stack.compose("config"), "docker compose config");
});

test("no secret is in the list of processes, and none is an argument of a health check", async () => {
  for (const part of parts) {
    const id = (await secure.stack.compose("ps", "--quiet", part)).trim();
    const processes = await docker("top", id, "-eo", "pid,args");
    expect(processes).toMatch(/\b(mosquitto|java|node) /);
    noSecretIn(processes, `the processes of ${part}`);
  }
  for (const [part, shell, client, ...probe] of [
    ["mosquitto", "sh", "mosquitto_sub", "mosquitto.sh"],
    ["kafka", "bash", "openssl s_client", "kafka.sh", "9092", "9095"],
    ["connect", "bash", "openssl s_client", "http.sh", "8083", "/health"],
  ] as const) {
    const [script, ...args] = probe;
    // Mosquitto's probe fails if the health check has just looked.
    const command = `${shell} -x /opt/testbed/health/${script} ${args.join(" ")} || true`;
    const trace = await secure.stack.compose("exec", part, "sh", "-c", command);
    expect(trace).toContain(client);
    noSecretIn(trace, `the health check of ${part}`);
  }
});

test("an identity of a health check has no right: it can neither read nor write a topic", async () => {
  const tls = {
    ca: secretIn(fileNames.ca),
    cert: secretIn(fileNames.certificate("kafka-health")),
    key: secretIn(fileNames.key("kafka-health")),
  };
  expect(await topicsSeenBy([secure.addresses.kafkaBrokers], { tls })).toEqual([]);
});

test("docker compose restart leaves every part healthy, and readings arrive", async () => {
  await secure.stack.compose("restart");
  await vi.waitFor(
    async () => {
      for (const part of parts) expect((await secure.stack.state(part)).Health?.Status, part).toBe("healthy");
      for (const once of ["rights", "provision"])
        expect(await secure.stack.state(once)).toMatchObject({ Status: "exited", ExitCode: 0 });
    },
    { timeout: 120_000, interval: 500 },
  );
  await secure.waitForReading(device);
});
