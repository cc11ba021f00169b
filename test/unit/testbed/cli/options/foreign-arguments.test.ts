import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  type ForeignArguments,
  foreignOf,
  withForeignOptions,
} from "../../../../../testbed/cli/options/foreign-arguments.ts";
import { type RunArguments } from "../../../../../testbed/cli/options/run-arguments.ts";

/** Returns the Kafka of the pipeline that these arguments name. */
function kafkaOf(...args: readonly string[]) {
  const command = withForeignOptions(
    new Command().exitOverride().configureOutput({ writeErr: () => undefined }),
  );
  command.parse(["--mqtt", "mqtt://h:1883", ...args], { from: "user" });
  const tested = { bridgeCommand: [], bridgeImage: [], bridgeEnv: [], connector: [], consumerCommand: [] };
  const given = { ...command.opts<ForeignArguments>(), ...tested, runtime: "local" };
  const { kafkaBrokers, kafkaConfig } = foreignOf(given as unknown as RunArguments & ForeignArguments) ?? {};
  return { kafkaBrokers, kafkaConfig };
}

function propertiesFile(...lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "foreign-arguments-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "client.properties");
  writeFileSync(file, lines.join("\n"));
  return file;
}

test.each([
  ["[::1]:9092", "[::1]:9092"],
  ["k1:9092, k2:9093", "k1:9092,k2:9093"],
  ["[2001:db8::7]:9092,127.0.0.1:9092", "[2001:db8::7]:9092,127.0.0.1:9092"],
])("--kafka %s is accepted", (text, kafkaBrokers) => {
  expect(kafkaOf("--kafka", text)).toEqual({ kafkaBrokers, kafkaConfig: undefined });
});

test.each(["k1", "::1:9092", "[::1]", "[k1]:9092", "[::1:9092", "k1:99999", "k1:9092,", "a b:9092"])(
  "--kafka %s is refused with what is allowed",
  (text) => {
    expect(() => kafkaOf("--kafka", text)).toThrow(
      "a comma-separated list of host:port is allowed, with an IPv6 address in brackets",
    );
  },
);

test("--kafka-config names a file whose other properties are said once, on standard error", () => {
  const said = vi.spyOn(console, "error").mockReturnValue();
  onTestFinished(() => said.mockRestore());
  const file = propertiesFile("client.id=a", "security.protocol=SSL", "acks=all");
  expect(kafkaOf("--kafka", "k:9092", "--kafka-config", file).kafkaConfig).toBe(file);
  expect(said.mock.calls).toEqual([
    [`--kafka-config ${file}: not followed here, and not about security: client.id, acks`],
  ]);
});

test("--kafka-config is refused with its reason if the file is, and without --kafka", () => {
  const refused = propertiesFile("sasl.mechanism=GSSAPI", "security.protocol=SASL_SSL");
  expect(() => kafkaOf("--kafka", "k:9092", "--kafka-config", refused)).toThrow(
    `${refused}: sasl.mechanism=GSSAPI is refused: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 is allowed`,
  );
  expect(() => kafkaOf("--kafka", "k:9092", "--kafka-config", `${refused}.none`)).toThrow(/ENOENT/);
  const alone = { kafkaConfig: "f" } as unknown as RunArguments & ForeignArguments;
  expect(() => foreignOf(alone)).toThrow("--kafka-config: only with --mqtt and --kafka");
});
