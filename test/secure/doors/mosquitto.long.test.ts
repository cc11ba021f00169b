import { generate } from "mqtt-packet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestbedAuthority } from "../../../testbed/certificates/authority/testbed-authority.ts";
import {
  type MosquittoDoor,
  mqttClient,
  nextMessage,
  roundTrip,
  startMosquittoDoor,
  testClient,
} from "../../support/doors/mosquitto-door.ts";
import { plainAnswer } from "../../support/doors/plain-answer.ts";
import { oldTls, type ShownIdentity, tlsAnswer } from "../../support/doors/shown-identity.ts";

let door: MosquittoDoor;
beforeAll(async () => {
  door = await startMosquittoDoor();
});
afterAll(() => door[Symbol.asyncDispose]());

test.each<[string, Uint8Array]>([
  ["a plain MQTT CONNECT", generate({ cmd: "connect", clientId: "plain", protocolVersion: 5, clean: true })],
  ["a request of HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
  ["bytes of no protocol", Buffer.alloc(64)],
])("%s without TLS is answered by no MQTT packet, and its connection is closed", async (_name, bytes) => {
  const answer = await plainAnswer(door.port, bytes);
  // At most a TLS alert (21), never a CONNACK (0x20).
  expect([undefined, 21]).toContain(answer[0]);
});

test.each<[string, () => Promise<ShownIdentity>, string]>([
  ["no certificate", async () => "none", "certificate required"],
  [
    "a certificate of another CA",
    async () => (await TestbedAuthority.create()).issue("connector"),
    "unknown ca",
  ],
  [
    "a certificate that has ended",
    () => door.authority.issue("connector", new Date(Date.now() - 1_000)),
    "certificate expired",
  ],
  ["a server's certificate", async () => "proxy", "unsupported certificate"],
])("a client with %s is refused by a TLS alert", async (_name, shown, alert) => {
  await expect(mqttClient(door, await shown())).rejects.toThrow(`alert ${alert}`);
});

test("TLS older than 1.2 is refused", async () => {
  await expect(tlsAnswer(door, "connector", "", oldTls)).rejects.toThrow("alert protocol version");
});

test("a publisher's readings reach connector and tap, whatever the connector's subscription", async () => {
  const [publisher, tap] = [await testClient(door, "publisher"), await testClient(door, "tap")];
  const [connector, shared] = [await testClient(door, "connector"), await testClient(door, "connector")];
  await connector.subscribeAsync("coffee", { qos: 1 });
  await shared.subscribeAsync("$share/group/coffee/#", { qos: 1 });
  await tap.subscribeAsync("#", { qos: 1 });
  for (const topic of ["coffee", "coffee/machine/7"]) {
    const arrivals = Promise.all(
      [tap, shared, ...(topic === "coffee" ? [connector] : [])].map((each) => nextMessage(each)),
    );
    await publisher.publishAsync(topic, topic, { qos: 1 });
    expect(new Set(await arrivals)).toEqual(new Set([topic]));
  }
});

const notAuthorized = 0x87;

test.each<[ShownIdentity & string, string]>([
  ["connector", "coffee"],
  ["tap", "coffee"],
  ["tester", "coffee"],
  ["mosquitto-health", "coffee"],
  ["consumer", "coffee"],
  ["publisher", "tea"],
  ["publisher", "coffees"],
  ["publisher", "$SYS/broker/version"],
])("%s may not publish to %s: PUBACK and PUBREC say so, and nobody gets it", async (name, topic) => {
  const [intruder, tap] = [
    await testClient(door, name, { username: "publisher" }),
    await testClient(door, "tap"),
  ];
  await tap.subscribeAsync("#", { qos: 1 });
  const arrived: string[] = [];
  tap.on("message", (_topic, payload) => arrived.push(String(payload)));
  for (const qos of [1, 2] as const)
    await expect(intruder.publishAsync(topic, `by ${name}`, { qos })).rejects.toMatchObject({
      code: notAuthorized,
    });
  await intruder.publishAsync(topic, `by ${name}`, { qos: 0 });
  await roundTrip(intruder);
  await roundTrip(tap);
  expect(arrived).toEqual([]);
});

test.each([
  ["publisher", ["will of publisher"]],
  ["connector", []],
] as const)("the will of %s is published if it may write the topic: %j", async (name, expected) => {
  const tap = await testClient(door, "tap");
  await tap.subscribeAsync("#", { qos: 1 });
  const arrived: string[] = [];
  tap.on("message", (_topic, payload) => arrived.push(String(payload)));
  const clientId = crypto.randomUUID();
  const will = { topic: "coffee", payload: `will of ${name}`, qos: 1 as const };
  await testClient(door, name, { clientId, will });
  // Whoever takes over its session ends its connection, and so lets the broker publish the will.
  await testClient(door, name, { clientId });
  await roundTrip(tap);
  expect(arrived).toEqual(expected);
});

test.each<ShownIdentity & string>(["consumer", "publisher", "tester", "mosquitto-health", "kafka"])(
  "%s reads no readings, whatever it subscribes to",
  async (name) => {
    const [publisher, connector] = [await testClient(door, "publisher"), await testClient(door, "connector")];
    const intruder = await testClient(door, name, { username: "connector" });
    await connector.subscribeAsync("coffee", { qos: 1 });
    const arrived: string[] = [];
    intruder.on("message", (topic) => arrived.push(topic));
    await intruder.subscribeAsync(["coffee", "#", "+/#", "$share/group/coffee"], { qos: 1 });
    const arrival = nextMessage(connector);
    await publisher.publishAsync("coffee", "secret", { qos: 1, retain: true });
    await arrival;
    await publisher.publishAsync("coffee", "", { qos: 1, retain: true });
    // The broker has one thread: with the connector it would have served the intruder.
    await roundTrip(intruder);
    expect(arrived).toEqual([]);
  },
);

test("only tester and health check read the broker's figures", async () => {
  const others: string[] = [];
  for (const name of ["publisher", "connector", "tap", "consumer"] as const) {
    const other = await testClient(door, name);
    other.on("message", (topic) => others.push(`${name}: ${topic}`));
    await other.subscribeAsync(["$SYS/#", "$SYS/broker/version"]);
    await roundTrip(other);
  }
  for (const name of ["tester", "mosquitto-health"] as const) {
    const allowed = await testClient(door, name);
    const version = nextMessage(allowed);
    await allowed.subscribeAsync("$SYS/broker/version");
    expect(await version).toMatch(/^mosquitto version 2\.0/);
    const uptime = nextMessage(allowed);
    await allowed.subscribeAsync("$SYS/broker/uptime");
    await uptime;
  }
  expect(others).toEqual([]);
});

test("the log has no key, and no warning of the rights' file", async () => {
  expect(await door.part.log()).not.toMatch(/PRIVATE KEY|permissions/);
});
