import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../../testbed/checkout.ts";

const script = readFileSync(join(checkout, "connect/start-worker.sh"), "utf8");

/** Runs the script with a stand-in for Kafka's that prints its environment. */
function environmentOfWorker(environment: Readonly<Record<string, string>>): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "start-worker-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const kafka = join(folder, "connect-distributed.sh");
  writeFileSync(kafka, '#!/bin/sh\nenv\necho "configuration=$1"\n');
  chmodSync(kafka, 0o755);
  const changed = script.replace("/opt/kafka/bin/connect-distributed.sh", kafka);
  expect(changed).not.toBe(script);
  const env = { PATH: process.env["PATH"], ...environment };
  const output = execFileSync("sh", ["-c", changed], {
    encoding: "utf8",
    env,
    cwd: join(checkout, "connect"),
  });
  return new Map(output.split("\n").map((line) => [line.split("=", 1)[0] ?? "", line.replace(/^\w+=/, "")]));
}

test("the worker in a container gets the agent and the archive of classes, and keeps KAFKA_OPTS of the user", () => {
  const options = environmentOfWorker({ KAFKA_OPTS: "-Djavax.net.ssl.trustStore=/certificates" }).get(
    "KAFKA_OPTS",
  );
  expect(options).toMatch(/^-javaagent:agent\/\S+ -XX:SharedArchiveFile=connect\.jsa /);
  expect(options).toMatch(/ -Djavax\.net\.ssl\.trustStore=\/certificates$/);
});

test("a worker of a Kafka of several nodes has the properties for it behind its own", () => {
  const properties = (environment: Readonly<Record<string, string>>) =>
    environmentOfWorker(environment).get("configuration");
  expect(properties({})).toBe("./worker.properties");
  const folder = join(checkout, "connect");
  const [own, more] = ["worker", "cluster"].map((name) =>
    readFileSync(join(folder, `${name}.properties`), "utf8"),
  );
  const written = properties({ KAFKA_CLUSTER: "true" }) ?? "";
  onTestFinished(() => rmSync(dirname(written), { recursive: true }));
  expect(readFileSync(written, "utf8")).toBe(`${own}${more}`);
  expect(statSync(dirname(written)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(written)).sort()).toEqual(["metrics.yml", "worker.properties"]);
});

test("the archive is recorded without the agent, beside which Java writes none", () => {
  const options = environmentOfWorker({ RECORD_CLASSES: "/tmp/connect.jsa" }).get("KAFKA_OPTS");
  expect(options?.trim()).toBe("-XX:ArchiveClassesAtExit=/tmp/connect.jsa");
});

test("JMX stays closed in a container, whatever its environment has", () => {
  const environment = environmentOfWorker({
    JMX_PORT: "9999",
    KAFKA_JMX_OPTS: "-Dcom.sun.management.jmxremote=true",
  });
  expect(environment.get("JMX_PORT")).toBeUndefined();
  // kafka-run-class.sh replaces an empty text, and takes this one.
  expect(environment.get("KAFKA_JMX_OPTS")).toBe(" ");
});

test("docker-compose.yml publishes the agent's port", () => {
  const port = /jmx_prometheus_javaagent\.jar=0\.0\.0\.0:(\d+):/.exec(script)?.[1];
  const compose = readFileSync(join(checkout, "docker-compose.yml"), "utf8");
  expect(compose).toContain(`127.0.0.1:\${CONNECT_METRICS_PORT:-${port}}:${port}`);
});
