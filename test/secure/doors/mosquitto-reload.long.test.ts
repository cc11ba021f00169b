import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replaceIdentity } from "../../../testbed/certificates/write-certificates.ts";
import { waitFor } from "../../../testbed/wait-for.ts";
import {
  keptMessages,
  type MosquittoDoor,
  mqttClient,
  nextMessage,
  roundTrip,
  startMosquittoDoor,
  testClient,
} from "../../support/doors/mosquitto-door.ts";
import { tlsOptions } from "../../support/doors/shown-identity.ts";

const notAuthorized = 0x87;

let door: MosquittoDoor;
beforeAll(async () => {
  door = await startMosquittoDoor();
});
afterAll(() => door[Symbol.asyncDispose]());

test("SIGHUP gives new connections another certificate, and leaves established ones and kept sessions", async () => {
  const session = { clientId: "kept", clean: false, properties: { sessionExpiryInterval: 3_600 } };
  const away = await testClient(door, "connector", session);
  await away.subscribeAsync("coffee", { qos: 1 });
  await away.endAsync();
  const [publisher, connector] = [await testClient(door, "publisher"), await testClient(door, "connector")];
  await connector.subscribeAsync("coffee", { qos: 1 });
  await publisher.publishAsync("coffee", "before", { qos: 1 });
  const before = await serialNumber();
  await replaceIdentity(door.certificates, "mosquitto", await door.authority.issue("mosquitto"));
  expect(await serialNumber()).toBe(before);
  process.kill(door.part.processId, "SIGHUP");
  await waitFor({ description: "the new certificate", timeoutMs: 10_000 }, async () =>
    (await serialNumber()) === before ? undefined : true,
  );
  const arrival = nextMessage(connector);
  await publisher.publishAsync("coffee", "after", { qos: 1 });
  expect(await arrival).toBe("after");
  expect(await keptMessages(door, "connector", session)).toEqual(["before"]);
});

/** Returns the serial number of the certificate that a new connection is shown. */
async function serialNumber(): Promise<string> {
  const socket = connectTls(tlsOptions(door, "tester"));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("error", reject).once("secureConnect", resolve);
  await promise;
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test("a session that is away gets what was published before a restart of the broker and after it", async () => {
  const session = { clientId: "restarted", clean: false, properties: { sessionExpiryInterval: 3_600 } };
  const away = await mqttClient(door, "connector", session);
  await away.subscribeAsync("coffee", { qos: 1 });
  await away.endAsync();
  for (const payload of ["before", "after"]) {
    const publisher = await testClient(door, "publisher");
    await publisher.publishAsync("coffee", payload, { qos: 1 });
    if (payload === "before") await door.part.restart();
  }
  expect(await keptMessages(door, "connector", session)).toEqual(["before", "after"]);
});

test("another user under the connector's client id gets nothing of its queue", async () => {
  const session = { clientId: "taken", clean: false, properties: { sessionExpiryInterval: 3_600 } };
  const away = await testClient(door, "connector", session);
  await away.subscribeAsync("coffee", { qos: 1 });
  await away.endAsync();
  const publisher = await testClient(door, "publisher");
  await publisher.publishAsync("coffee", "secret", { qos: 1 });
  expect(await keptMessages(door, "consumer", session)).toEqual([]);
});

test("SIGHUP takes rights away from established connections, and gives them back", async () => {
  const [publisher, connector] = [await testClient(door, "publisher"), await testClient(door, "connector")];
  await connector.subscribeAsync("coffee", { qos: 1 });
  const arrived: string[] = [];
  connector.on("message", (_topic, payload) => arrived.push(String(payload)));
  const file = join(door.data, "acl");
  const rights = readFileSync(file, "utf8");
  const publish = (payload: string) => publisher.publishAsync("coffee", payload, { qos: 1 });
  const isAllowed = () =>
    publish("probe").then(
      () => true,
      () => false,
    );
  const reload = async (text: string, allowed: boolean) => {
    writeFileSync(file, text);
    process.kill(door.part.processId, "SIGHUP");
    const wait = { description: "the rights to be read", timeoutMs: 10_000 };
    await waitFor(wait, async () => (await isAllowed()) === allowed || undefined);
  };
  await reload(rights.replace("topic write coffee/#", ""), false);
  await expect(publish("refused")).rejects.toMatchObject({ code: notAuthorized });
  // Reading goes the same way, without an answer.
  await reload(rights.replace("user connector\ntopic read coffee/#", ""), true);
  arrived.length = 0;
  await publish("unread");
  await roundTrip(connector);
  expect(arrived).toEqual([]);
  await reload(rights.replace("topic write coffee/#", ""), false);
  await reload(rights, true);
  const arrival = nextMessage(connector);
  await publish("again");
  await arrival;
  await roundTrip(connector);
  expect(arrived.at(-1)).toBe("again");
  expect(arrived).not.toContain("unread");
});
