import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeFlags } from "../../services/shared/kafka/node-flags.ts";
import { defaultTopic } from "../../services/shared/topics.ts";
import { checkout } from "../../testbed/checkout.ts";
import { countWords } from "../../testbed/ledger/verdict/counted-words.ts";
import { lateMadeMs } from "../../testbed/load/late-made-ms.ts";
import { imageSettings } from "../../testbed/pipeline/compose/variables/compose-settings.ts";
import { serverFlags, serverMemory } from "../../testbed/pipeline/local/java.ts";
import { portSettings } from "../../testbed/pipeline/ports.ts";
import { defaultBudget } from "../../testbed/run/judgement/budget.ts";

const read = (file: string) => readFileSync(join(checkout, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const defaultImage = (name: keyof typeof imageSettings) => imageSettings[name].parse(undefined);

/** Returns every different first group of the pattern in the tracked files, reports and logs of measurements left out. */
function everywhere(pattern: RegExp): string[] {
  const files = execFileSync("git", ["ls-files", "-z"], { cwd: checkout, encoding: "utf8" })
    .split("\0")
    .filter((file) =>
      /\.(ts|mjs|java|xml|yml|md|properties|env|json)$|Dockerfile$|\.env\.example$/.test(file),
    );
  const found = files
    .filter((file) => !/^docs\/(benchmarks|drill-matrix)|package-lock/.test(file))
    .flatMap((file) => [...read(file).matchAll(pattern)].map(([, value = ""]) => value));
  return [...new Set(found)];
}

test("Node has the same version in development and in images", () => {
  const image = defaultImage("NODE_IMAGE");
  expect(image).toBe(`node:${manifest.devDependencies.node}-bookworm-slim`);
  expect(everywhere(/\b(node:\d[\w.-]+)/g)).toEqual([image]);
});

test("the connector's pom names the version of package, lock file and changelog", () => {
  const [, version] =
    /<artifactId>mqtt-source-connector<\/artifactId>\s*<version>(.*?)<\/version>/.exec(
      read("connect/pom.xml"),
    ) ?? [];
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(manifest.version).toBe(version);
  expect(JSON.parse(read("package-lock.json"))).toMatchObject({ version, packages: { "": { version } } });
  expect(/^## (\S+)/m.exec(read("CHANGELOG.md"))?.[1]).toBe(version);
});

test("Kafka has the same version as jars, as an image and in the documentation", () => {
  const image = defaultImage("KAFKA_IMAGE");
  expect(everywhere(/\b(apache\/kafka:\d[\w.-]+)/g)).toEqual([image]);
  const version = image.split(":")[1];
  expect(everywhere(/<kafka\.version>(.*?)<\/kafka\.version>/g)).toEqual([version]);
  expect(everywhere(/Kafka Connect (\d+\.\d+\.\d+)/g)).toEqual([version]);
});

test("Mosquitto's and Maven's images have one version each", () => {
  expect(everywhere(/\b(eclipse-mosquitto:\d[\w.-]+)/g)).toEqual([defaultImage("MOSQUITTO_IMAGE")]);
  expect(everywhere(/\b(maven:\d[\w.-]+)/g)).toEqual([defaultImage("MAVEN_IMAGE")]);
});

test("the JVMs have the same flags as processes and in containers", () => {
  const compose = read("docker-compose.yml");
  const flags = ["KAFKA_HEAP_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS"].map(
    (name) => new RegExp(`^ +${name}: (.*)$`, "m").exec(compose)?.[1],
  );
  expect(flags.join(" ").split(" ")).toEqual([...serverMemory, ...serverFlags]);
});

test("docker-compose.yml has the topic of the services", () => {
  const topics = [...read("docker-compose.yml").matchAll(/^ +(?:MQTT|KAFKA)_TOPIC: (?:.*:-)?(\w+)\}*$/gm)];
  expect(topics.map(([, topic]) => topic)).toEqual(Array(5).fill(defaultTopic));
});

test("the flags of Node stand in package.json and docker-compose.yml as in the services", () => {
  const flags = nodeFlags.join(" ");
  expect(manifest.config.nodeFlags).toBe(flags);
  const compose = read("docker-compose.yml");
  for (const file of [compose, read("docker-compose.secure.yml")])
    expect(file).toContain(`entrypoint: [node, ${flags}]`);
  const programs = [...compose.matchAll(/^ {4}command: (.*)$/gm)].map(([, program]) => program);
  const services = ["provision", "consumer", "publisher", "proxy"];
  expect(programs).toEqual(services.map((service) => `[services/${service}/main.ts]`));
  expect(everywhere(new RegExp(`^(.*${flags}.*)$`, "gm"))).toHaveLength(4);
});

test("load reports and their documentation have the limit of late readings", () => {
  const late = /readings (?:that were )?made more\s+than (\d+) ms/g;
  expect(everywhere(late)).toEqual([String(lateMadeMs)]);
  const page = read("testbed/report/load/page/tables.js");
  expect([...page.matchAll(late)].map(([, ms]) => ms)).toEqual([String(lateMadeMs)]);
});

test("the agent for metrics has one version and one port", () => {
  const [version] = everywhere(/<jmx-agent\.version>(.*?)<\/jmx-agent\.version>/g);
  expect(everywhere(/jmx_prometheus_javaagent (\d+\.\d+\.\d+)/g)).toEqual([version]);
  const port = String(portSettings.parse({}).CONNECT_METRICS_PORT);
  expect(everywhere(/(?:localhost|127\.0\.0\.1|connect|CONNECT_METRICS_PORT:-)[:}]*(94\d\d)\b/g)).toEqual([
    port,
  ]);
  expect(read("connect/start-worker.sh")).toContain(`=0.0.0.0:${port}:$configuration/metrics.yml`);
});

test("README's example of a drill has every count, in the order of the reports", () => {
  const [example = ""] = /^kill bridge:\n(?:.*\n)*?Inside the budget\./m.exec(read("README.md")) ?? [];
  const counts = [...example.matchAll(/(?<=^|\s)([a-z]\w+) \d+(?=\s)/gim)].map(([, word]) => word);
  expect(counts.slice(0, countWords.length)).toEqual(countWords);
});

test("docs/drills.md explains every count, with those in bold that must be 0 by default", () => {
  const [, section = ""] = /^## Counts\n((?:.*\n)*?)## /m.exec(read("docs/drills.md")) ?? [];
  const rows = [...section.matchAll(/^\| (?!count|---)([^|]+) \|/gm)].map(([, names = ""]) => names);
  const words = rows.flatMap((names) => names.split(", "));
  expect(words.map((word) => word.replaceAll("*", "")).sort()).toEqual([...countWords].sort());
  const bold = words.filter((word) => word.startsWith("**")).map((word) => word.replaceAll("*", ""));
  expect(bold.sort()).toEqual(Object.keys(defaultBudget).sort());
});
