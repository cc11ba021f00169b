// Makes dist/, the content of the package: the compiled sources, and the files that they read, at the same relative paths:
// configuration, pages, the connector's jars, set-up.
import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const notCompiled = [
  "services/mosquitto/mosquitto.conf",
  "services/mosquitto/open.conf",
  "services/mosquitto/secure.conf",
  "services/mosquitto/acl",
  "services/kafka/pom.xml",
  "services/kafka/server.properties",
  "services/kafka/log4j2.properties",
  "services/publisher/status/page",
  "services/shared/page",
  "testbed/report/load/page",
  "connect/worker.properties",
  "connect/mqtt-source.json",
  "connect/mqtt-source-secure.json",
  "connect/metrics.yml",
  "connect/metrics-secure.yml",
  "connect/secure.properties",
  "connect/target/plugins",
  "connect/target/agent",
  "scripts/setup",
];

process.chdir(checkout);
rmSync("dist", { recursive: true, force: true });
execFileSync("tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
for (const path of notCompiled) cpSync(path, `dist/${path}`, { recursive: true });
