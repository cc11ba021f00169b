import { createPrivateKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { brokerVariables } from "../../../../../services/publisher/config.ts";
import {
  MqttBroker,
  MqttBrokerError,
  type MqttBrokerSettings,
} from "../../../../../services/shared/mqtt/mqtt-broker.ts";
import { connectToBroker } from "../../../../../testbed/pipeline/probes/broker-client.ts";
import { MqttTap } from "../../../../../testbed/taps/mqtt-tap.ts";
import { startStubBroker } from "../../../../support/mqtt/stub-broker.ts";
import { newAuthority } from "../../../../support/tls/certificates.ts";
import { journaledPublisher, publisherOptions } from "../../publisher/started-publisher.ts";
import { until } from "../../publisher/until.ts";

const open = (settings: MqttBrokerSettings) => MqttBroker.open(settings, brokerVariables);

/** Returns the name of a temporary file with this text. */
function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "broker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "file"), text);
  return join(folder, "file");
}

test("a broker is its address wherever it is printed, logged or serialized", () => {
  const broker = MqttBroker.at("mqtts://topuser:s3cret@[::1]:9");
  const address = "mqtts://[::1]:9";
  let logged = "";
  pino({}, { write: (line: string) => (logged += line) }).info({ broker, nested: { broker } }, "m");
  const error = Object.assign(new Error(`at ${broker}`), { broker });
  const all = [
    `${broker}`,
    String(broker),
    JSON.stringify({ broker }),
    inspect({ broker }),
    inspect(error),
    logged,
  ];
  for (const text of all) {
    expect(text).toContain(address);
    expect(text).not.toMatch(/topuser|s3cret/);
  }
  expect(Object.keys(broker)).toEqual([]);
  expect(structuredClone({ ...broker })).toEqual({});
});

test.each([
  ["u:pa%3Ass", "u", "pa:ss"],
  ["u:a@b%2F%25%20ü", "u", "a@b/% ü"],
  ["a%3Ab:c:d", "a:b", "c:d"],
  ["u:", "u", ""],
  ["u", "u", undefined],
  [":p", "", "p"],
])("publisher, tap and health check log in as %s", async (userInfo, username, password) => {
  await using stub = await startStubBroker((packet, { send }) => {
    if (packet.cmd === "publish") send({ cmd: "puback", messageId: packet.messageId ?? 0, reasonCode: 0 });
    if (packet.cmd === "subscribe") send({ cmd: "suback", messageId: packet.messageId ?? 0, granted: [1] });
  });
  const broker = MqttBroker.at(stub.url.replace("//", `//${userInfo}@`));
  await using started = journaledPublisher(publisherOptions({}, { broker }));
  started.publisher.start();
  await until("the publisher to be connected", () => started.publisher.sender.connected);
  const options = { topic: "coffee", qos: 1, traceCarrier: "properties" } as const;
  await using _tap = await MqttTap.open({ broker, ...options }, () => undefined);
  const client = await connectToBroker(broker);
  await client.endAsync();
  const logins = stub.received.flatMap(({ packet }) => (packet.cmd === "connect" ? [packet] : []));
  expect(logins).toHaveLength(3);
  for (const login of logins) {
    expect(login.username).toBe(username);
    expect(login.password?.toString()).toBe(password);
  }
  expect(JSON.stringify(started.log)).toContain(stub.url);
});

test("a broker that closes the connection without an answer does not keep the health check waiting", async () => {
  await using stub = await startStubBroker(
    () => undefined,
    {},
    ({ cut }) => cut(),
  );
  await expect(connectToBroker(MqttBroker.at(stub.url))).rejects.toThrow();
});

test("user and password are read from a file, and handed on to another process by files", () => {
  const credentials = fileWith("topuser\npa:ss\n");
  const broker = open({ url: "mqtt://h", credentials });
  expect(broker.connectionOptions).toEqual({
    ...{ protocol: "mqtt", host: "h", port: 1883 },
    ...{ username: "topuser", password: "pa:ss" },
  });
  expect(broker.files).toEqual({ credentials: "topuser\npa:ss\n" });
  expect(MqttBroker.at("mqtt://h").files).toEqual({});
});

test.each<[MqttBrokerSettings, RegExp]>([
  [{ url: "http://topuser:s3cret@h" }, /^MQTT_URL http:\/\/\*\*\*@h: mqtt:\/\/host:port or mqtts:/],
  [{ url: "mqtt://topuser:s3/cret@h" }, /^MQTT_URL mqtt:\/\/\*\*\*@h: /],
  [
    { url: "mqtt://topuser:s3cret@h", credentials: "x" },
    /^MQTT_CREDENTIALS_FILE: user and password are in MQTT_URL/,
  ],
  [
    { url: "mqtt://h", credentials: "/no-such-file" },
    /^MQTT_CREDENTIALS_FILE \/no-such-file: a file .* \(ENOENT/,
  ],
  [
    { url: "mqtts://h", ca: "/no-such-file" },
    /^MQTT_CA_FILE \/no-such-file: a file with certificates .* \(ENOENT/,
  ],
  [{ url: "mqtt://h", ca: "x" }, /^MQTT_CA_FILE: only with mqtts:\/\/ in MQTT_URL$/],
  [{ url: "mqtt://h", cert: "x", key: "y" }, /^MQTT_CERT_FILE: only with mqtts:\/\/ in MQTT_URL$/],
  [{ url: "mqtts://h", cert: "x" }, /^MQTT_CERT_FILE and MQTT_KEY_FILE: both are needed, or none$/],
  [{ url: "mqtts://h", key: "x" }, /^MQTT_CERT_FILE and MQTT_KEY_FILE: both are needed, or none$/],
])("%j is refused with the setting, the reason and no secret", (settings, message) => {
  expect(() => open(settings)).toThrow(message);
  expect(() => open(settings)).not.toThrow(/topuser|s3/);
});

test.each(["", "\n", "top\u0000user\ns3cret", `topuser\ns3cret${"x".repeat(65_530)}`])(
  "a credentials file without a login that MQTT can carry is refused, and not repeated: %.20j",
  (text) => {
    const read = () => open({ url: "mqtt://h", credentials: fileWith(text) });
    expect(read).toThrow(MqttBrokerError);
    expect(read).toThrow(
      /a file with the user name on the first line and the password on the second is needed/,
    );
    expect(read).not.toThrow(/topuser|s3cret/);
  },
);

test("a file that is no certificate or key is refused, and not repeated", () => {
  const ca = fileWith("s3cret");
  expect(() => open({ url: "mqtts://h", ca })).toThrow(
    `MQTT_CA_FILE ${ca}: a file with certificates in PEM form`,
  );
  expect(() => open({ url: "mqtts://h", ca })).not.toThrow("s3cret");
});

test("certificates and key are read from files, and must belong together", async () => {
  const authority = await newAuthority("authority");
  const [client, other] = [await authority.issue("client"), await authority.issue("other")];
  const files = { ca: authority.certificate, cert: client.certificate, key: client.key };
  const named = { ca: fileWith(files.ca), cert: fileWith(files.cert), key: fileWith(files.key) };
  const broker = open({ url: "mqtts://h", ...named });
  expect(broker.connectionOptions).toMatchObject(files);
  expect(broker.files).toEqual(files);
  expect(inspect(broker)).toBe("mqtts://h:8883");
  const key = fileWith(other.key);
  const needed = `MQTT_KEY_FILE ${key}: the key of the certificate in ${named.cert} is needed`;
  expect(() => open({ url: "mqtts://h", ...named, key })).toThrow(needed);
  const encrypted = createPrivateKey(client.key)
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "s3cret" })
    .toString();
  expect(() => open({ url: "mqtts://h", ...named, key: fileWith(encrypted) })).toThrow(
    /not encrypted, is needed/,
  );
});
