import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, onTestFinished, test } from "vitest";
import {
  type ForeignArguments,
  foreignOf,
  withForeignOptions,
} from "../../../../../testbed/cli/options/foreign-arguments.ts";
import { type RunArguments } from "../../../../../testbed/cli/options/run-arguments.ts";

/** Returns how the broker that these arguments name is connected to. */
function connectionOf(...args: readonly string[]) {
  const command = withForeignOptions(
    new Command().exitOverride().configureOutput({ writeErr: () => undefined }),
  );
  command.parse(args, { from: "user" });
  const tested = { bridgeCommand: [], bridgeImage: [], bridgeEnv: [], connector: [], consumerCommand: [] };
  const given = { ...command.opts<ForeignArguments>(), ...tested, runtime: "local" };
  return foreignOf(given as unknown as RunArguments & ForeignArguments)?.mqtt.connectionOptions;
}

const atKafka = ["--kafka", "k:9092"];

test("user and password are those of the URL, or of the file", () => {
  const folder = mkdtempSync(join(tmpdir(), "broker-arguments-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "credentials");
  writeFileSync(file, "u\npa:ss\n");
  const expected = { protocol: "mqtts", host: "::1", port: 8883, username: "u", password: "pa:ss" };
  expect(connectionOf("--mqtt", "mqtts://u:pa%3Ass@[::1]", ...atKafka)).toEqual(expected);
  expect(connectionOf("--mqtt", "mqtts://[::1]", "--mqtt-credentials", file, ...atKafka)).toEqual(expected);
});

test.each<[string[], string]>([
  [
    ["--mqtt", "mqtt://topuser:s3/cret@h"],
    "--mqtt mqtt://***@h: mqtt://host:port or mqtts://host:port is allowed",
  ],
  [["--mqtt", "mqtt://topuser:s3%@h"], "--mqtt mqtt://***@h: a user and a password"],
  [["--mqtt", "mqtt://topuser:s3@h:99999"], "--mqtt mqtt://***@h:99999: "],
  [["--mqtt", "mqtt://h", "--mqtt-ca", "x"], "--mqtt-ca: only with mqtts:// in --mqtt"],
  [["--mqtt", "mqtts://h", "--mqtt-cert", "x"], "--mqtt-cert and --mqtt-key: both are needed, or none"],
  [["--mqtt", "mqtts://h", "--mqtt-key", "x"], "--mqtt-cert and --mqtt-key: both are needed, or none"],
  [
    ["--mqtt", "mqtts://h", "--mqtt-ca", "/no-such-file"],
    "--mqtt-ca /no-such-file: a file with certificates in PEM",
  ],
  [
    ["--mqtt", "mqtt://topuser:s3@h", "--mqtt-credentials", "x"],
    "--mqtt-credentials: user and password are in --mqtt, too",
  ],
])("%j is refused with the option and the reason, and without user and password", (args, message) => {
  const read = () => connectionOf(...args, ...atKafka);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/topuser|s3/);
});

test.each(["--mqtt-credentials", "--mqtt-ca", "--mqtt-cert", "--mqtt-key"])(
  "%s is refused without --mqtt",
  (option) => {
    expect(() => connectionOf(option, "x")).toThrow("only with --mqtt and --kafka");
  },
);
