import { afterAll, beforeAll, expect, test } from "vitest";
import { TestbedCommand } from "../support/commands/testbed-command.ts";
import { closedAddress } from "../support/kafka/closed-address.ts";
import {
  type SecuredMosquitto,
  startSecuredMosquitto,
  userInfo,
  userOnly,
  wrongUserInfo,
} from "../support/mqtt/secured-mosquitto.ts";

let mosquitto: SecuredMosquitto;
let kafka: string;
beforeAll(async () => {
  mosquitto = await startSecuredMosquitto();
  kafka = await closedAddress();
});
afterAll(() => mosquitto[Symbol.asyncDispose]());

const passwordUrl = (login: string) => ["--mqtt", `mqtt://${login}127.0.0.1:${mosquitto.ports.password}`];
const tlsUrl = () => ["--mqtt", `mqtts://${userInfo}@127.0.0.1:${mosquitto.ports.tls}`];
const identity = () => ["--mqtt-cert", mosquitto.files.cert, "--mqtt-key", mosquitto.files.key];

const notAuthorized = "the broker refuses the connection (Connection refused: Not authorized)";

test.each<[string, () => readonly string[], () => string]>([
  ["a wrong password", () => passwordUrl(`${wrongUserInfo}@`), () => notAuthorized],
  ["an empty password", () => passwordUrl(`${userOnly}:@`), () => notAuthorized],
  ["a user without password", () => passwordUrl(`${userOnly}@`), () => notAuthorized],
  ["nobody", () => passwordUrl(""), () => notAuthorized],
  [
    "an authority that is not trusted",
    () => [...tlsUrl(), "--mqtt-ca", mosquitto.files.otherCa, ...identity()],
    () => "no MQTT broker answers there (self-signed certificate in certificate chain)",
  ],
  [
    "no client certificate",
    () => [...tlsUrl(), "--mqtt-ca", mosquitto.files.ca],
    () => "no MQTT broker answers there (tlsv13 alert certificate required)",
  ],
  [
    "a listener without TLS",
    () => [
      ...["--mqtt", `mqtts://${userInfo}@127.0.0.1:${mosquitto.ports.password}`],
      ...["--mqtt-ca", mosquitto.files.ca],
    ],
    () => "no MQTT broker answers there (",
  ],
  [
    "a key that is not the certificate's",
    () => [...tlsUrl(), "--mqtt-cert", mosquitto.files.ca, "--mqtt-key", mosquitto.files.key],
    () => `the key of the certificate in ${mosquitto.files.ca} is needed`,
  ],
  [
    "a certificate in the place of the key",
    () => [...tlsUrl(), "--mqtt-cert", mosquitto.files.cert, "--mqtt-key", mosquitto.files.cert],
    () => "a file with a private key in PEM form, not encrypted, is needed",
  ],
  [
    "a key in the place of the certificates",
    () => [...tlsUrl(), "--mqtt-ca", mosquitto.files.key],
    () => "a file with certificates in PEM form is needed",
  ],
])("%s: exit code 2, one line with the reason, and nothing is left", async (_name, broker, reason) => {
  await using command = new TestbedCommand("drill", "none", ...broker(), "--kafka", kafka);
  expect(await command.exitCode).toBe(2);
  const errors = command.output.split("\n").filter((line) => line.includes("--mqtt"));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain(reason());
  expect(command.output).not.toMatch(mosquitto.secret);
  expect(command.leftOvers).toEqual([]);
});

test("the right user, password and certificate lead on to Kafka", async () => {
  await using command = new TestbedCommand(
    ...["drill", "none", "--mqtt", `mqtts://127.0.0.1:${mosquitto.ports.tls}`],
    ...["--mqtt-credentials", mosquitto.files.credentials, "--mqtt-ca", mosquitto.files.ca],
    ...[...identity(), "--kafka", kafka],
  );
  expect(await command.exitCode).toBe(2);
  expect(command.output).toContain(`\n--kafka ${kafka}: `);
});
