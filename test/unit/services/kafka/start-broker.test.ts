import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../../../testbed/checkout.ts";

const sources = join(checkout, "services/kafka");
const read = (file: string) => readFileSync(join(sources, file), "utf8");

/** Runs the script with stand-ins for Kafka's, and returns the properties that the broker was given. */
function propertiesOfBroker(environment: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "start-broker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, script] of [
    ["kafka-storage.sh", ":"],
    ["kafka-server-start.sh", 'cat "$1"'],
  ] as const) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const changed = read("start-broker.sh")
    .replaceAll("/opt/kafka/bin", folder)
    .replace("/tmp/server.properties", join(folder, "server.properties"));
  const addresses = {
    KAFKA_LISTENERS: "INTERNAL://:9094",
    KAFKA_ADVERTISED_LISTENERS: "INTERNAL://kafka-2:9094",
    KAFKA_CONTROLLER_QUORUM_VOTERS: "1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093",
    KAFKA_LOG_DIRS: folder,
  };
  const env = { PATH: process.env["PATH"], ...addresses, ...environment };
  return execFileSync("sh", ["-c", changed], { encoding: "utf8", cwd: sources, env });
}

/** Returns the value that Java reads: of a repeated property the last. */
const propertyIn = (properties: string, name: string) =>
  [...properties.matchAll(new RegExp(`^${name.replaceAll(".", "\\.")}=(.*)$`, "gm"))].at(-1)?.[1];

test("a node of several has its own number, and the properties for several behind those of one", () => {
  const properties = propertiesOfBroker({ KAFKA_CLUSTER: "true", KAFKA_NODE_ID: "2" });
  expect(properties.startsWith(read("server.properties") + read("cluster.properties"))).toBe(true);
  expect(propertyIn(properties, "node.id")).toBe("2");
  expect(propertyIn(properties, "min.insync.replicas")).toBe("2");
  expect(propertyIn(properties, "advertised.listeners")).toBe("INTERNAL://kafka-2:9094");
});

test("a single node has the properties of one", () => {
  const properties = propertiesOfBroker({});
  expect(propertyIn(properties, "node.id")).toBe("1");
  expect(propertyIn(properties, "min.insync.replicas")).toBe("1");
});
