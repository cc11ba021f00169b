import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectorName, mqttSource, registerMqttSource } from "../../../services/provision/mqtt-source.ts";
import { askConnectorMetrics } from "../../../services/shared/metrics/connector-metrics.ts";
import { TestbedAuthority } from "../../../testbed/certificates/authority/testbed-authority.ts";
import { fileNames } from "../../../testbed/certificates/folder/file-names.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import { type ConnectDoor, startConnectDoor } from "../../support/doors/connect-door.ts";
import { listenersOf } from "../../support/doors/listeners.ts";
import { plainAnswer } from "../../support/doors/plain-answer.ts";
import { oldTls, type ShownIdentity, tlsAnswer } from "../../support/doors/shown-identity.ts";

let door: ConnectDoor;
beforeAll(async () => {
  door = await startConnectDoor();
});
afterAll(() => door[Symbol.asyncDispose]());

const rest = () => ({ port: door.ports.CONNECT_PORT, certificates: door.certificates });
const metrics = () => ({ port: door.ports.CONNECT_METRICS_PORT, certificates: door.certificates });

const get = (path: string, headers = "") =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`;
const statusOf = (answer: string) => Number(/^HTTP\/1\.\d (\d+)/.exec(answer)?.[1]);

const plain: [string, string | Buffer][] = [
  ["a request without TLS", get("/")],
  ["bytes of no protocol", Buffer.alloc(64)],
];

test.each(plain)("%s is answered by no HTTP at the REST interface", async (_name, bytes) => {
  const answer = await plainAnswer(rest().port, Buffer.from(bytes));
  expect(answer.toString("latin1")).not.toContain("HTTP/1");
});

test.each<[string, string, () => Promise<ShownIdentity>]>([
  ["no certificate", "bad certificate", async () => "none"],
  [
    "a certificate of another CA",
    "certificate unknown",
    async () => (await TestbedAuthority.create()).issue("tester"),
  ],
  [
    "one that has ended",
    "certificate unknown",
    () => door.authority.issue("tester", new Date(Date.now() - 1_000)),
  ],
  ["one of the testbed's CA, but not of Connect's", "certificate unknown", async () => "consumer"],
  ["that of the connector", "certificate unknown", async () => "connector"],
  ["that of a server", "certificate unknown", async () => "proxy"],
])("the REST interface refuses a client that shows %s: TLS alert %s", async (_name, alert, shown) => {
  await expect(tlsAnswer(rest(), await shown(), get("/"))).rejects.toThrow(`alert ${alert}`);
});

test.each([
  ["REST interface", rest, "alert protocol version"],
  ["metrics", metrics, "disconnected before secure TLS connection"],
] as const)("TLS older than 1.2 is refused: %s", async (_name, at, error) => {
  await expect(tlsAnswer(at(), "tester", get("/"), oldTls)).rejects.toThrow(error);
});

test.each(["tester", "publisher", "provision", "connect-health", "connect"] as const)(
  "the REST interface lets %s in",
  async (name) => {
    expect(statusOf(await tlsAnswer(rest(), name, get("/health")))).toBe(200);
  },
);

test("it has no interface for loggers and the worker's own settings, and the worker listens on no other port", async () => {
  for (const path of ["/admin/loggers", "/admin/loggers/root", "/admin"])
    expect(statusOf(await tlsAnswer(rest(), "tester", get(path)))).toBe(404);
  const ports = [rest().port, metrics().port].map((port) => `127.0.0.1:${port}`);
  expect(listenersOf(door.part.processId).sort()).toEqual(ports.sort());
});

test.each(plain)("%s is answered by no metrics", async (_name, bytes) => {
  const answer = await plainAnswer(metrics().port, Buffer.from(bytes));
  expect(answer.toString("latin1")).not.toContain("jvm");
});

const basic = (user: string, password: string) =>
  `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString("base64")}\r\n`;
const secretIn = (name: string) => readFileSync(join(door.certificates, name), "utf8");

test("the metrics need their password, whatever the certificate", async () => {
  const password = secretIn(fileNames.metricsPassword);
  const wrong = ["", basic("metrics", ""), basic("metrics", `${password}x`), basic("tester", password)];
  for (const header of [...wrong, `Authorization: Bearer ${password}\r\n`])
    expect(statusOf(await tlsAnswer(metrics(), "tester", get("/metrics", header)))).toBe(401);
  const right = await tlsAnswer(metrics(), "none", get("/metrics", basic("metrics", password)));
  expect(statusOf(right)).toBe(200);
  expect(right).toContain("process_start_time_seconds");
});

const overrides = {
  "producer.override.max.request.size": "2000000",
  "producer.override.compression.type": "lz4",
};

test("the connector reaches Mosquitto over TLS by its certificate alone, with the settings of the producer that it needs", async () => {
  const { connect, connectMetrics } = door.clients;
  const config = { ...(await mqttSource("secure")), ...overrides };
  await registerMqttSource(connect, config, AbortSignal.timeout(60_000));
  await waitFor({ description: "the connector to be connected", timeoutMs: 20_000 }, async () => {
    const asked = await askConnectorMetrics([connectMetrics], connectorName, AbortSignal.timeout(10_000));
    return asked.connected || undefined;
  });
});

test.each([
  ["another Kafka", { "producer.override.bootstrap.servers": "127.0.0.1:1" }],
  [
    "a login module",
    { "producer.override.sasl.jaas.config": "com.sun.security.auth.module.JndiLoginModule required;" },
  ],
  ["files of others", { "producer.override.ssl.keystore.location": "/etc/passwd" }],
  ["an interceptor", { "producer.override.interceptor.classes": "x" }],
])("a configuration with %s for the producer is refused", async (_name, changes) => {
  const { status, text } = await put("refused", changes);
  expect(status).toBe(400);
  expect(text).toContain("The 'Allowlist' policy does not allow");
});

test.each([
  ["a variable of the worker", () => "env:HOME"],
  ["one whose name begins like that of an allowed one", () => "env:MQTT_URL_X"],
  ["a file outside of the worker's certificates", () => "dir:/etc:hostname"],
  ["a path that leads out of them", () => `dir:${door.data}/certificates/..:worker.properties`],
  ["a key of another part", () => `dir:${door.certificates}:kafka.key`],
])(
  "%s does not come into a configuration: it is refused with the variable as it stands",
  async (_name, given) => {
    const variable = `\${${given()}}`;
    const { status, text } = await put("refused", { "mqtt.topics": variable });
    expect(status).toBe(400);
    expect(text).toContain(`mqtt.topics has the variable ${variable}`);
  },
);

/** Asks the worker for a connector with changes to the pipeline's own. */
async function put(name: string, changes: Readonly<Record<string, string>>) {
  const response = await door.clients.connect.fetch(`/connectors/${name}/config`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...(await mqttSource("secure")), "mqtt.client.id": name, ...changes }),
  });
  return { status: response.status, text: await response.text() };
}

test("no password and no key is in an answer, in the log, or in the arguments and the environment of the worker", async () => {
  const { connect } = door.clients;
  const config = await mqttSource("secure");
  const validation = await connect.fetch(`/connector-plugins/${config["connector.class"]}/config/validate`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...config, name: connectorName }),
  });
  const paths = ["", "/config", "/status", "/tasks", "/topics"].map(
    (path) => `/connectors/${connectorName}${path}`,
  );
  const answers = [...paths, "/connectors?expand=info&expand=status"].map(
    async (path) => await (await connect.fetch(path)).text(),
  );
  const process = (file: string) => readFileSync(`/proc/${door.part.processId}/${file}`, "utf8");
  const texts = [...(await Promise.all(answers)), await validation.text(), await door.part.log()];
  const secrets = [
    ...[secretIn(fileNames.storePassword), secretIn(fileNames.metricsPassword)],
    // The first line of a key's content.
    ...(["connect", "connector"] as const).map((name) => secretIn(fileNames.key(name)).split("\n")[1] ?? ""),
  ];
  for (const text of [...texts, process("cmdline"), process("environ")])
    for (const secret of secrets) expect(text).not.toContain(secret);
  expect(texts.join()).toContain("MQTT_KEY_FILE");
});
