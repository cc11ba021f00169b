import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { brokerOf, publisherSettings } from "../../../../../services/publisher/config.ts";
import { readEnvironment } from "../../../../../services/shared/environment.ts";
import { MqttBroker } from "../../../../../services/shared/mqtt/mqtt-broker.ts";
import { BrokerFiles } from "../../../../../testbed/pipeline/foreign/broker-files.ts";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "broker-files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a publisher gets the whole login by a file that only this user can read, and that is there no longer than asked for", async () => {
  const folder = join(temporaryFolder(), "secrets");
  const broker = MqttBroker.at("mqtts://topuser:s3%3Acret%0A@[::1]:9");
  const files = new BrokerFiles(broker, folder);
  expect(Object.values(files.environment).join()).not.toMatch(/topuser|s3(:|%3A)cret/);
  expect(files.environment.MQTT_URL).toBe("mqtts://[::1]:9");
  {
    await using _written = await files.write();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(["credentials"]);
    expect(statSync(join(folder, "credentials")).mode & 0o777).toBe(0o600);
    const read = brokerOf(readEnvironment(publisherSettings, { ...files.environment }));
    expect(read.connectionOptions).toEqual(broker.connectionOptions);
  }
  expect(existsSync(folder)).toBe(false);
});

test("a broker without a login needs no file", async () => {
  const folder = join(temporaryFolder(), "secrets");
  const files = new BrokerFiles(MqttBroker.at("mqtt://h"), folder);
  await using _written = await files.write();
  expect(readdirSync(folder)).toEqual([]);
  expect(files.environment).toEqual({ MQTT_URL: "mqtt://h:1883" });
});

test("a folder that exists is left as it is", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "credentials"), "somebody's");
  await expect(new BrokerFiles(MqttBroker.at("mqtt://u:p@h"), folder).write()).rejects.toThrow("EEXIST");
  expect(readFileSync(join(folder, "credentials"), "utf8")).toBe("somebody's");
});
